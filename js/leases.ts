// Memory that Python lends for a time (python/tandem/engine/leases.py).
import {binding} from './host/require';

const leases = new Map<number, ArrayBufferView>();
let next = 1;

/** The array behind a lease. */
export function lent(number: number): ArrayBufferView {
  const array = leases.get(number);
  if (array === undefined) throw new Error(`lease ${number} has ended`);
  return array;
}

/** Word out: the lease's number. */
export function lend(array: ArrayBufferView): void {
  leases.set(next, array);
  binding.words()[0] = next;
  next += 1;
}

/** Word in: the lease's number. Detaches the array, which gives the memory back at once. */
export function endLease(): void {
  const number = binding.words()[0] as number;
  (leases.get(number)?.buffer as ArrayBuffer | undefined)?.transfer(0);
  leases.delete(number);
}
