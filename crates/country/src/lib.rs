//! An invented country: its people and the files of its registers.
