package io.quorate.storage.rocksdb;

import io.quorate.replication.model.GroupId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of one group: its name, a zero, the generation, and what the family adds. Generation 0
 * holds what no snapshot replaces. Big-endian, so that rows sort by index.
 */
final class GroupKeys {
  /** Of the node itself; no group has an empty name. */
  static final byte[] IDENTITY = {0};

  /** Kinds of rows in a generation of {@link Family#META}. */
  static final char BASE = 'b';

  static final char END = 'e';
  static final char VERIFIED = 'v';
  static final char SUSPECT = 's';
  static final char CHECKPOINT = 'c';

  /** By the first index of the epoch. */
  static final char EPOCH_START = 'h';

  /** By the index of the CONFIG entry. */
  static final char CONFIG = 'f';

  /** A stretch of kept entries, by its first index; in {@link Family#KEPT} an entry. */
  static final char KEPT = 'k';

  private static final int OUTSIDE_GENERATIONS = 0;

  private final byte[] group;
  private final Family log;

  GroupKeys(GroupId id) {
    this.log = Family.logOf(id);
    byte[] name = id.name().getBytes(StandardCharsets.US_ASCII);
    this.group = ByteBuffer.allocate(name.length + 1).put(name).put((byte) 0).array();
  }

  Family log() {
    return log;
  }

  /** Every family that may hold rows of this group. */
  List<Family> families() {
    return List.of(Family.META, Family.KEPT, Family.STATE, log);
  }

  byte[] promise() {
    return meta(OUTSIDE_GENERATIONS, 'p');
  }

  byte[] generations() {
    return meta(OUTSIDE_GENERATIONS, 'g');
  }

  /** The highest position that was removed on purpose from the log's tail. */
  byte[] truncated() {
    return meta(OUTSIDE_GENERATIONS, 't');
  }

  byte[] base(int generation) {
    return meta(generation, BASE);
  }

  byte[] end(int generation) {
    return meta(generation, END);
  }

  byte[] verified(int generation) {
    return meta(generation, VERIFIED);
  }

  byte[] suspect(int generation) {
    return meta(generation, SUSPECT);
  }

  byte[] checkpoint(int generation) {
    return meta(generation, CHECKPOINT);
  }

  /** In the log's family. */
  byte[] entry(int generation, long index) {
    return start(generation, 8).putLong(index).array();
  }

  /** In {@link Family#KEPT}. */
  byte[] kept(int generation, long index) {
    return indexed(generation, KEPT, index);
  }

  /** In {@link Family#KEPT}: the copy to be read instead of the log's own. */
  byte[] repaired(int generation, long index) {
    return indexed(generation, 'r', index);
  }

  /** In {@link Family#STATE}. */
  byte[] state(int generation, byte[] key) {
    return start(generation, key.length).put(key).array();
  }

  /** Where the rows of a generation begin, in every family; the next generation's is their end. */
  byte[] generation(int generation) {
    return start(generation, 0).array();
  }

  int generationOf(byte[] key) {
    return ByteBuffer.wrap(key).getInt(group.length);
  }

  char kindOf(byte[] metaKey) {
    return (char) metaKey[group.length + 4];
  }

  static long indexOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - 8);
  }

  /** A state machine's own key again. */
  byte[] ownKey(byte[] key) {
    return Arrays.copyOfRange(key, group.length + 4, key.length);
  }

  private byte[] meta(int generation, char kind) {
    return start(generation, 1).put((byte) kind).array();
  }

  byte[] indexed(int generation, char kind, long index) {
    return start(generation, 9).put((byte) kind).putLong(index).array();
  }

  private ByteBuffer start(int generation, int more) {
    return ByteBuffer.allocate(group.length + 4 + more).put(group).putInt(generation);
  }
}
