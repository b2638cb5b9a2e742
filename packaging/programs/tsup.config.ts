import { programsConfig, QUICK } from '../../tsup.base.js';

export default programsConfig({
  bundle: 'programs',
  programs: {
    'model-registry': { main: 'src/bin.ts', quick: QUICK },
    'model-registry-installer': { main: 'src/quick.ts' },
    'model-registry-retrain': { main: 'src/bin.ts' },
  },
  parts: ['../../apps/cli/src/fleet.part.ts', '../../apps/cli/src/page.part.ts'],
  yaml: import.meta.resolve('yaml/package.json'),
});
