import { programConfig } from '../../tsup.base.js';

export default programConfig('model-registry-retrain', import.meta.resolve('yaml/package.json'));
