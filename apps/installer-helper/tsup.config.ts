import { programsConfig } from '../../tsup.base.js';

export default programsConfig({
  bundle: 'model-registry-installer',
  programs: { 'model-registry-installer': { main: 'src/bin.ts' } },
  yaml: import.meta.resolve('yaml/package.json'),
});
