// The scoring sheet: answers are saved as they are given, sent again when a line fails, and chosen with keys.
import "./sheet/saving.js";
import "./sheet/retrying.js";
import "./sheet/returning.js";
import "./sheet/evidence.js";
import "./sheet/keys.js";
