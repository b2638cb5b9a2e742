import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { 'live-bot': 'src/main.ts' },
  format: ['esm'],
  target: 'node20',
  clean: true,
});
