import { programConfig } from '../../tsup.base.js';

export default programConfig('model-registry-installer', import.meta.resolve('yaml/package.json'));
