/** Tests of the diagnostic client against nodes that answer what a test tells them to. */
@NullMarked
package io.quorate.client.admin;

import org.jspecify.annotations.NullMarked;
