package io.quorate.storage.rocksdb;

/** What all groups of a node share. */
record NodeThreads(
    String folder,
    RocksResources rocks,
    LogWriter writer,
    LogReader reader,
    AcceptedMark mark,
    FaultLatch faults) {}
