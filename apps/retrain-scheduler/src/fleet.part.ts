export * from '@org/model-registry-fleet';
