import * as z from 'zod/mini';
import type { Key, KeyMap } from './keys.js';
import { CONFIG_KEYS } from './schema.js';

/** The zod schema of the {@link CONFIG_KEYS}, for values as a YAML reader gives them. */
export function configSchema() {
  return mapSchema(CONFIG_KEYS);
}

function mapSchema({ keys, others, expected }: KeyMap): z.core.$ZodType {
  const members = Object.entries(keys).map(([name, key]) => [name, keySchema(key)]);
  const shape = Object.fromEntries(members);
  return others === 'pass' ? z.object(shape, expected) : z.strictObject(shape, expected);
}

function keySchema(key: Key): z.core.$ZodType {
  const { fallback, description, presence } = key;
  const own = key.map ? mapSchema(key.map) : key.schema();
  const wrapped = presence === 'optional' ? z.nullish(own) : z.optional(own);
  const whole = presence === 'required' ? own : wrapped;
  z.globalRegistry.add(whole, { description, ...(fallback !== undefined && { fallback }) });
  return whole;
}
