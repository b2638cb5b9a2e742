import { programsConfig } from '../../tsup.base.js';

export default programsConfig(
  'programs.main',
  ['model-registry', 'model-registry-installer', 'model-registry-retrain'],
  import.meta.resolve('yaml/package.json'),
);
