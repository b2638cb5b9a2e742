export { packageConfig as default } from '../../tsup.base.js';
