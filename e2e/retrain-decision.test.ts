import { expect, it } from 'vitest';
import { botWith, retrain, retrainJson } from './support/retrain.js';

it('SMOKE', () => {
  const bot = botWith();
  console.log(retrain(bot));
  console.log(retrain(bot, '--force'));
  console.log(retrain(bot, 'status').stdout);
  console.log(retrain(bot, '--force', '--json').stdout);
  console.log(retrain(bot, 'print-cron').stdout, retrain(bot, 'print-systemd').stdout);
  bot.configure({ command: ['false'] });
  console.log(retrain(bot, '--force', '--json'));
  console.log(retrain(bot, 'status').stdout);
});
