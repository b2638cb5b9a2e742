import { programsConfig } from '../../tsup.base.js';

export default programsConfig(
  'programs',
  ['model-registry', 'model-registry-installer', 'model-registry-retrain'],
  import.meta.resolve('yaml/package.json'),
  ['../../apps/cli/src/fleet.part.ts', '../../apps/cli/src/page.part.ts'],
);
