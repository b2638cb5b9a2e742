import * as z from 'zod';

/** `MAJOR.MINOR`, each a canonical decimal of 1 to 9 digits. */
export const version = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})$/)
  .describe('A model version, MAJOR.MINOR');

/** A moment as the programs write it. */
export const moment = z
  .string()
  .regex(/^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/)
  .describe('ISO 8601, UTC, to the millisecond');

/** How many. */
export const count = z.int().min(0);

/** An object with whatever keys: it passes as it is, `__proto__` as a key included. */
export type KeyedObject = Readonly<Record<string, unknown>>;
export const keyedObject = z
  .custom<KeyedObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  .meta({ type: 'object' });

/** The config file and the models directory, as the documents name them. */
export const configFile = z
  .string()
  .nullable()
  .describe('The config file as it was named, - for stdin; null where the defaults were used');
export const modelsDir = z.string().describe('The models directory, absolute');
export const found = z.boolean().describe('False where there is no such directory');
