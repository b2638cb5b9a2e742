/**
 * Published prices in US dollars, read in November 2026: Amazon S3 Standard in us-east-1, whose first
 * 10 TB to the internet are at this price, and Cloudflare R2 Standard. What is free in the first month or
 * up to some number is left out.
 */
export const PROVIDERS = [
  { name: 'Amazon S3', get: 0.4e-6, put: 5e-6, storedGb: 0.023, sentGb: 0.09 },
  { name: 'Cloudflare R2', get: 0.36e-6, put: 4.5e-6, storedGb: 0.015, sentGb: 0 },
];

/** Lists are charged as PUTs are; a GET that finds nothing is charged. */
export function monthlyCost({ get, put, storedGb, sentGb }, usage) {
  const requests = usage.gets * get + (usage.puts + usage.lists) * put;
  return { requests, stored: usage.storedGb * storedGb, sent: usage.sentGb * sentGb };
}
