@NullMarked
package io.quorate.broker.service;

import org.jspecify.annotations.NullMarked;
