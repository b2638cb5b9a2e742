import { programsConfig } from '../../tsup.base.js';

export default programsConfig({
  bundle: 'model-registry-retrain',
  programs: { 'model-registry-retrain': { main: 'src/bin.ts' } },
  parts: ['src/fleet.part.ts', 'src/page.part.ts'],
  yaml: import.meta.resolve('yaml/package.json'),
});
