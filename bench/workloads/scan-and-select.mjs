// The registry's way: find every version, check and score them all, select one.
import { instantOf, parseConfig, select } from '../../packages/core/dist/index.js';
import { modelsDirectory } from '../../packages/fs-scanner/dist/index.js';

const { models } = modelsDirectory(process.argv[2]).scanSync();
const { config } = parseConfig({ model: { training_mode: 'multi_symbol' } });
const { ranked, rejected } = select(models, config.requirements, instantOf(new Date()));
process.stdout.write(`${ranked.length + rejected.length} ${process.resourceUsage().maxRSS}`);
