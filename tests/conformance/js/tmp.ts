// Stands in for the package tmp, of which one function makes a folder.
import {mkdtempSync} from 'fs';

export const dirSync = () => ({name: mkdtempSync('tmp-')});
