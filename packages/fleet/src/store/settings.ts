import type { Clock } from './clock.js';

/** Which store: `model.store` of the config. */
export interface StoreSettings {
  /** `s3://bucket/prefix`, or `file:///folder`. */
  readonly url: string;
  /** Of an S3 store that is not Amazon's: `https://s3.example`. */
  readonly endpoint?: string;
  /** Where it is missing: that of the environment, of the profile, or `us-east-1`. */
  readonly region?: string;
  /** Whether the bucket stands in the path of a request; else in the name of its host. */
  readonly pathStyle?: boolean;
  /** Of the AWS files; where it is missing, `AWS_PROFILE` or `default`. */
  readonly profile?: string;
}

/** What a store finds around it. */
export interface StoreSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder of whoever runs this: `.aws` is in it. */
  readonly home: string;
  readonly clock: Clock;
  /** Told, once each, of what somebody has to mend though it was made up for: a clock that is wrong. */
  readonly onRemark: (text: string) => void;
}
