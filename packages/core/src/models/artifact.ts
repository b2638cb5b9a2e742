import * as z from 'zod/mini';

/** The files of a model version, in the order in which they are reported; a layout may have no scaler. */
export const ARTIFACTS = ['model', 'scaler', 'config'] as const;
/** One of a version's {@link ARTIFACTS}; `config` is the file with the model's metadata. */
export type Artifact = (typeof ARTIFACTS)[number];

/** The artifacts whose content the metadata records: the metadata cannot record its own file's. */
export const RECORDED_ARTIFACTS = ['model', 'scaler'] as const;
/** One of {@link RECORDED_ARTIFACTS}. */
export type RecordedArtifact = (typeof RECORDED_ARTIFACTS)[number];

/** What tells one file's content from every other. */
export const fingerprint = z.lazy(() =>
  z.object({
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    size: z.int().check(z.minimum(0)),
  }),
);
/** SHA-256 in lower-case hex, and size in bytes. */
export type Fingerprint = Readonly<z.infer<typeof fingerprint>>;
/** The fingerprints of a version's model, and of its scaler where it has one. */
export type Fingerprints = Readonly<{ model: Fingerprint; scaler?: Fingerprint }>;
