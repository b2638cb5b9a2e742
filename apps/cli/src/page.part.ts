export * from '@org/model-registry-page';
