import { programConfig } from '../../tsup.base.js';

const yaml = import.meta.resolve('yaml/package.json');

export default programConfig('model-registry-retrain', yaml, [
  'src/fleet.part.ts',
  'src/page.part.ts',
]);
