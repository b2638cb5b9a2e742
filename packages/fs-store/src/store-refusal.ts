/** Something that was asked of the store and is not done, for a reason that the message gives. */
export class StoreRefusal extends Error {
  override readonly name: string = 'StoreRefusal';
}
