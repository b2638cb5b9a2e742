import { defineConfig } from 'tsup';
import { programConfig } from '../../tsup.base.js';

export default defineConfig({
  ...programConfig(import.meta.resolve('yaml/package.json')),
  entry: { 'model-registry-retrain': 'src/bin.ts' },
});
