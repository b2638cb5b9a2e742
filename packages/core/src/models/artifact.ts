import * as z from 'zod/mini';

/**
 * The files of a model version that every layout names, in the order in which they are reported; one may
 * have no scaler.
 */
export const ARTIFACTS = ['model', 'scaler', 'config'] as const;
/** Those whose content the metadata records: the metadata cannot record its own file's. */
export const RECORDED_ARTIFACTS = ['model', 'scaler'] as const;

/**
 * A file that belongs to a version beside these: its name without the version, as `category_encoding.json`.
 * The dot tells it from {@link ARTIFACTS}.
 */
export type Companion = `${string}.${string}`;
/** One file of a version; `config` is the file with the model's metadata. */
export type Artifact = (typeof ARTIFACTS)[number] | Companion;
/** One whose content the metadata records. */
export type RecordedArtifact = (typeof RECORDED_ARTIFACTS)[number] | Companion;

/** What tells one file's content from every other. */
export const fingerprint = z.lazy(() =>
  z.object({
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    size: z.int().check(z.minimum(0)),
  }),
);
/** SHA-256 in lower-case hex, and size in bytes. */
export type Fingerprint = Readonly<z.infer<typeof fingerprint>>;
/** The fingerprints of a version's model, of its scaler where it has one, and of its companions. */
export type Fingerprints = Readonly<
  { model: Fingerprint; scaler?: Fingerprint } & Record<Companion, Fingerprint>
>;
