// biome-ignore-all lint/style/useNodejsImportProtocol: by its other name, which the build leaves alone
/**
 * What the programs run in place of `node:os`, which is loaded when something asks it: most starts ask nothing.
 * A name that is missing here fails the build.
 */
declare const require: (name: 'os') => typeof import('node:os');

export const homedir = () => require('os').homedir();
export const hostname = () => require('os').hostname();
export const userInfo = () => require('os').userInfo();
export const constants = {
  get errno() {
    return require('os').constants.errno;
  },
};
