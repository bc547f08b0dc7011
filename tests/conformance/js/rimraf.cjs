// Stands in for rimraf, which needs more of Node than the embedded engine has.
const {readdirSync, rmdirSync, statSync, unlinkSync} = require('fs');

function remove(path) {
  if (!statSync(path).isDirectory()) {
    unlinkSync(path);
    return;
  }
  for (const name of readdirSync(path)) remove(`${path}/${name}`);
  rmdirSync(path);
}

module.exports = (path, done) => {
  try {
    remove(path);
  } catch (error) {
    done(error);
    return;
  }
  done(null);
};
