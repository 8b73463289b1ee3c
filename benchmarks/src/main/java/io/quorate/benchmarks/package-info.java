/**
 * Quorate beside the brokers that a user would take instead: both in one run, round by round. No
 * part of the product.
 */
@NullMarked
package io.quorate.benchmarks;

import org.jspecify.annotations.NullMarked;
