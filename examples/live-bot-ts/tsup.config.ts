import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { 'live-bot': 'src/main.ts' },
  format: ['esm'],
  target: 'node18.19',
  clean: true,
});
