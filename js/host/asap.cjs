// The scheduler that the package `promise` asks for.
module.exports = require('./jobs').queue;
