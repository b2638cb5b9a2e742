import { programConfig } from '../../tsup.base.js';

export default programConfig('model-registry', import.meta.resolve('yaml/package.json'));
