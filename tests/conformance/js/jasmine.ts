// Stands in for `jasmine-core/lib/jasmine-core/jasmine.js` where tfjs-core's test utilities ask for
// it, as a jasmine of their day: they want no more of it than its settings.
import jasmineCore from 'jasmine-core/jasmine';

export const core = () => jasmineCore.globals.jasmine;
