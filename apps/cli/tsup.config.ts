import { programsConfig, QUICK } from '../../tsup.base.js';

export default programsConfig({
  bundle: 'model-registry',
  programs: {
    'model-registry': { main: 'src/bin.ts', quick: QUICK },
  },
  parts: ['src/fleet.part.ts', 'src/page.part.ts'],
  yaml: import.meta.resolve('yaml/package.json'),
});
