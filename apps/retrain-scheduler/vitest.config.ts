import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'retrain-scheduler', include: ['test/**/*.test.ts'] },
});
