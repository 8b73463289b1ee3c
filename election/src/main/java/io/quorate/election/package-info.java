/**
 * Who should try to be master: the port and the words it speaks. What it says is a hint, never
 * truth; the epoch decides. Its listeners only post events and run on the adapter's thread.
 */
@NullMarked
package io.quorate.election;

import org.jspecify.annotations.NullMarked;
