/** Which numbers the engine gives: on the same back end, engines of one number give the same bits for the same recipe. */

/**
 * Rises with every change to kernels, data preparation, networks, training or random streams that changes a bit of any
 * result: runs are not resumed unasked, and trajectories not reused, across such a change. `bits.test.ts` notices most.
 */
export const engineBits = 2;
