// What a script without the registry would do: read and parse every config file of a directory.
import { readdirSync, readFileSync } from 'node:fs';

const dir = process.argv[2];
const configs = [];
for (const name of readdirSync(dir)) {
  if (name.startsWith('model_config_v') && name.endsWith('.json')) {
    configs.push(JSON.parse(readFileSync(`${dir}/${name}`, 'utf8')));
  }
}
console.log(configs.length);
