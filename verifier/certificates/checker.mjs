// The second checker of certificates. It was written from FORMAT.md alone, by a hand that had not seen checker.py, so
// that a mistake in one of them shows as a difference between the two. It runs under node (20 or later) with nothing
// installed, and unchanged in a browser, where `check` is imported from it:
//
//     node checker.mjs [--budget UNITS] FILE...    a line for each file; the exit code is that of the worst outcome
//     node checker.mjs [--budget UNITS] --batch    the same for "<length>\n<bytes>", repeated, from standard input
//     node checker.mjs --version                   the format, its versions, and the digest of this file
//
// With `--units`, before FILE or --batch, each line ends in what the check cost: ` (<units> units, <bytes> bytes)`.
//
// It reads from top to bottom: text and numbers, populations and distributions, losses, sets and trees, margins, one
// function for each claim, the command line. A claim's function first reads the rest of the file to its last byte and
// then goes through the argument of FORMAT.md; every step may throw a `Refusal`, and its one `return`, with the claim
// in words, is the only way to `proved`.
//
// Exact numbers are of one of two kinds: `Number` where a bound below 2^53 on all of them is known beforehand, else
// `BigInt`. A formula is written once, for a kind N; JavaScript throws where the two kinds would meet in a sum.

export const FORMAT = 'verifier-certificate'; // versions 1 and 2
export const VERSION = `second checker of ${FORMAT} 1 and 2`;

const LARGEST_FILE = 2 ** 26; // bytes
const MOST_DIGITS = 4096;
const MOST_STEPS = 2e9; // of 25 nanoseconds at most
const MOST_ROOM = 4e8; // bytes

const CODES = { proved: 0, 'not proved': 1, malformed: 2, 'over budget': 3 };
const FROM_THE_WORST = ['malformed', 'not proved', 'over budget', 'proved'];

/** Why a file is not proved: the outcome, and what was wanted. */
class Refusal extends Error {
  constructor(outcome, message) {
    super(message);
    this.outcome = outcome;
  }
}

/** A step of an argument. */
function need(holds, otherwise) {
  if (holds !== true) throw new Refusal('not proved', otherwise);
}

/** The work and the memory of one file's check: both are charged, all together, before they are used. */
class Budget {
  constructor(steps) {
    this.most = steps;
    this.steps = 0;
    this.bytes = 0;
  }

  work(steps) {
    this.steps += steps;
    // Written so that a size which is infinite, or no number at all, stops here too.
    if (!(this.steps <= this.most)) throw new Refusal('over budget', 'the announced sizes need too much work');
  }

  room(bytes) {
    this.bytes += bytes;
    if (!(this.bytes <= MOST_ROOM)) throw new Refusal('over budget', 'the announced sizes need too much memory');
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Numbers and their cost
// ---------------------------------------------------------------------------------------------------------------------

/** The number of binary digits of a BigInt >= 0. */
function bitsOf(x) {
  const hexadecimal = x.toString(16);
  return 4 * hexadecimal.length + 28 - Math.clz32(parseInt(hexadecimal[0], 16));
}

/** The kind of numbers in which everything below 2^bits is exact. */
const kindFor = (bits) => (bits <= 52 ? Number : BigInt);

/** Steps for a product of numbers of that many bits: schoolbook, then something quicker. */
function times(bits, others = bits) {
  if (bits + others <= 52) return 1;
  const words = 1 + Math.min(bits, others) / 64;
  return 3 + (1 + Math.max(bits, others) / 64) * Math.min(1 + words / 8, 4 * Math.log2(words + 2));
}

/** Steps for a sum or a comparison; most of it is the memory that the result takes. */
const plus = (bits) => (bits <= 52 ? 1 : 8 + bits / 64);

/** Steps for a division with remainder of numbers of that many bits. */
const over = (bits, others) => 6 + ((1 + bits / 64) * (1 + others / 64)) / 4;

/** Steps for Euclid's algorithm: for a common divisor, or an inverse. */
const euclid = (bits) => 10 + bits * (8 + bits / 200);

/** Bytes of a number. */
const roomFor = (bits) => (bits <= 52 ? 8 : 32 + bits / 8);

/** base^e, with 0^0 = 1. */
function power(base, e) {
  if (typeof base === 'bigint') return base ** BigInt(e);
  let result = 1;
  for (let i = 0; i < e; i++) result *= base;
  return result;
}

/** The whole part of a / b, rounded down also where a is below 0; b is above 0. */
const quotient = (a, b) => (a < 0n ? -((b - 1n - a) / b) : a / b);

const absolute = (a) => (a < 0n ? -a : a);

function gcd(a, b) {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/** Whole numbers a, as a new array of the kind N. */
function inKind(N, a) {
  const result = zeros(N, a.length);
  for (let i = 0; i < a.length; i++) result[i] = N(a[i]);
  return result;
}

/** An array of zeros of the kind N. */
const zeros = (N, length) => (N === Number ? new Float64Array(length) : new Array(length).fill(0n));

/** The largest entry, of at least one. */
function largest(numbers) {
  let most = numbers[0];
  for (const x of numbers) if (x > most) most = x;
  return most;
}

/** The least entry, of at least one. */
function least(numbers) {
  let lowest = numbers[0];
  for (const x of numbers) if (x < lowest) lowest = x;
  return lowest;
}

/** How many sets of `size` out of m there are; Infinity above 10^15. */
function choose(m, size) {
  let sets = 1n;
  for (let i = 1; i <= Math.min(size, m - size); i++) {
    sets = (sets * BigInt(m - i + 1)) / BigInt(i);
    if (sets > 1000000000000000n) return Infinity;
  }
  return Number(sets);
}

/** How many strict (m!) or weak rankings of m responses there are; Infinity where that is far above 10^15. */
function howManyRankings(m, strict) {
  if (m > 20) return Infinity;
  const counts = [1];
  for (let size = 1; size <= m; size++) {
    // The best class has i members; of the others there are counts[size - i] rankings.
    let count = 0;
    for (let i = 1; i <= (strict ? 1 : size); i++) count += choose(size, i) * counts[size - i];
    counts.push(count);
  }
  return counts[m];
}

// ---------------------------------------------------------------------------------------------------------------------
// Text
// ---------------------------------------------------------------------------------------------------------------------

const SPACE = 0x20;
const PERCENT = 0x25;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CRLF = "a carriage return; git's autocrlf writes them: '*.cert -text' in .gitattributes prevents it";

/** Reads a certificate byte by byte; what it does not read as the grammar says it refuses as malformed. */
class Reader {
  constructor(bytes, budget, at = 0) {
    this.bytes = bytes;
    this.budget = budget;
    this.at = at;
  }

  /** Refuses; the line is counted only now. */
  wrong(what) {
    let line = 1;
    for (let i = 0; i < this.at; i++) if (this.bytes[i] === LINE_FEED) line++;
    throw new Refusal('malformed', `line ${line}: ${what}`);
  }

  sees(text) {
    for (let i = 0; i < text.length; i++) if (this.bytes[this.at + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  literal(text) {
    if (!this.sees(text)) {
      this.wrong(text === '\n' ? 'wanted the end of the line' : `wanted '${text.replaceAll('\n', '')}'`);
    }
    this.at += text.length;
  }

  /** One line: a word, a space and what `parse`, a method of this class, reads. */
  line(word, parse) {
    this.literal(`${word} `);
    const value = parse.call(this);
    this.literal('\n');
    return value;
  }

  witness() {
    this.literal('witness\n');
  }

  /** The last line; nothing stands after it. */
  end() {
    this.literal('end\n');
    if (this.at !== this.bytes.length) this.wrong('text after the end');
  }

  /** `<int>`: a Number if it has at most 15 digits, else a BigInt. */
  number() {
    const { bytes } = this;
    const start = this.at;
    let at = start;
    let value = 0;
    for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[at] - ZERO) {
      value = value * 10 + digit;
      at++;
    }
    const digits = at - start;
    if (digits === 0) this.wrong('wanted an integer');
    if (digits > MOST_DIGITS) this.wrong(`an integer has at most ${MOST_DIGITS} digits`);
    if (digits > 1 && bytes[start] === ZERO) this.wrong('an integer has a leading zero');
    this.at = at;
    return digits <= 15 ? value : BigInt(String.fromCharCode(...bytes.subarray(start, at)));
  }

  /** `<int>`, as a BigInt. */
  integer() {
    return BigInt(this.number());
  }

  /** `<pos>`, as a BigInt. */
  positive() {
    const value = this.number();
    if (value < 1) this.wrong('wanted an integer of at least 1');
    return BigInt(value);
  }

  /** `<signed>`, as a BigInt. */
  signed() {
    if (this.bytes[this.at] !== MINUS) return this.integer();
    this.at++;
    return -this.positive();
  }

  /** `<int>` below `limit`, as a Number. */
  below(limit) {
    const value = this.number();
    if (!(value < limit)) this.wrong(`wanted an integer below ${limit}`);
    return Number(value);
  }

  /** The announced number of things to come, each of at least so many bytes; so it is a Number below 2^26. */
  announced(atLeast, bytesEach) {
    const value = this.number();
    if (value < atLeast) this.wrong(`wanted an integer of at least ${atLeast}`);
    const left = this.bytes.length - this.at;
    if (!(Number(value) * bytesEach <= left)) this.wrong('the file is too short for this number');
    return Number(value);
  }

  /** `<rate>`, as a fraction in lowest terms. */
  rate() {
    const top = this.integer();
    if (!this.sees('/')) {
      if (top > 1n) this.wrong('wanted a rational in [0, 1] in lowest terms');
      return { top, bottom: 1n };
    }
    this.at++;
    const bottom = this.integer();
    this.budget.work(euclid(bitsOf(top < bottom ? top : bottom)) + over(bitsOf(top), bitsOf(bottom)));
    const fine = bottom >= 2n && top <= bottom && gcd(top, bottom) === 1n;
    if (!fine) this.wrong('wanted a rational in [0, 1] in lowest terms');
    return { top, bottom };
  }

  /** `<set>` of responses below m, at most `most` of them. */
  set(m, most) {
    const members = [this.below(m)];
    while (this.bytes[this.at] === COMMA) {
      this.at++;
      members.push(this.below(m));
      if (members.at(-2) >= members.at(-1)) this.wrong('the members of a set strictly increase');
      if (members.length > most) break;
    }
    if (members.length > most) this.wrong(`this set has at most ${most} members`);
    return members;
  }

  /** Whether the text from `start` to before `end` is below the one from `next` to before `nextEnd`. */
  increases(start, end, next, nextEnd) {
    const { bytes } = this;
    let same = 0;
    while (start + same < end && next + same < nextEnd && bytes[start + same] === bytes[next + same]) same++;
    return next + same < nextEnd && (start + same === end || bytes[start + same] < bytes[next + same]);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value of an upper-case hexadecimal digit, or NaN. */
function hexadecimal(byte) {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x41 && byte <= 0x46 ? byte - 0x37 : NaN;
}

/** Whether a text has neither spaces nor codes, so that it is a name that stands for itself. */
const isPlain = (text) => text.length > 0 && !text.includes(SPACE) && !text.includes(PERCENT);

/** `<name>`: what the text says, or undefined if it is no name. Codes stand for what cannot stand for itself. */
function decodeName(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let byte = text[i];
    if (byte <= SPACE) return undefined;
    if (byte === PERCENT) {
      byte = 16 * hexadecimal(text[i + 1]) + hexadecimal(text[i + 2]);
      const needless = byte >= 0x21 && byte <= 0x7e && byte !== PERCENT;
      if (Number.isNaN(byte) || needless) return undefined;
      i += 2;
    }
    bytes[length++] = byte;
  }
  if (length === 0) return undefined;
  try {
    return utf8.decode(bytes.subarray(0, length));
  } catch {
    return undefined;
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Populations and distributions
// ---------------------------------------------------------------------------------------------------------------------

/** Positive weights as they are read; at the end they sum to the total. */
class Weights {
  constructor(read, total, count) {
    this.read = read;
    this.N = typeof total === 'number' ? Number : BigInt;
    this.total = total;
    this.sum = this.N(0);
    this.divisor = this.N(0);
    this.bits = this.N === Number ? 0 : bitsOf(total);
    read.budget.work(count * (8 + 4 * plus(this.bits)) + euclid(this.bits));
    read.budget.room(count * (this.N === Number ? 8 : 48));
    this.values = this.N === Number ? new Float64Array(count) : [];
  }

  /** Reads the next one. No partial sum is above the total, so Numbers stay exact. */
  take(i) {
    const weight = this.read.number();
    if (!(weight >= 1 && weight <= this.total)) this.read.wrong('a weight is at least 1 and at most the total');
    this.values[i] = this.N(weight);
    this.sum += this.values[i];
    if (this.sum > this.total) this.read.wrong('the weights exceed their total');
    // All the divisions but the first two of each pair make the divisor smaller, and are charged above.
    if (this.divisor === this.N(1)) return;
    if (this.N === BigInt) this.read.budget.work(2 * over(bitsOf(this.values[i]), bitsOf(this.divisor)));
    this.divisor = gcd(this.divisor, this.values[i]);
  }

  finish(lowestTerms) {
    if (this.sum !== this.total) this.read.wrong('the weights do not sum to their total');
    if (lowestTerms && this.divisor > 1) this.read.wrong('the weights have a common divisor');
    return this.values;
  }
}

/**
 * Lines of a weight and one or more sets, the texts after the weight strictly increasing: rankings, or the rows of a
 * distribution over sets. Row i has the classes from firstClass[i] to before firstClass[i + 1], from best to worst, and
 * class c the members from firstMember[c] to before firstMember[c + 1].
 */
function readRows(read, m, total, count, { lowestTerms, single, most }) {
  const { bytes } = read;
  let spaces = 0;
  let commas = 0;
  for (let at = read.at, lines = 0; lines < count; at++) {
    if (at === bytes.length) read.wrong('the file is too short for this number');
    if (bytes[at] === SPACE) spaces++;
    else if (bytes[at] === COMMA) commas++;
    else if (bytes[at] === LINE_FEED) lines++;
  }
  read.budget.work(12 * count + 8 * (spaces + commas));
  // A class stands after a space, a member after a space or a comma.
  read.budget.room(4 * (count + 2 * spaces + commas + m));
  const firstClass = new Int32Array(count + 1);
  const firstMember = new Int32Array(spaces + 1);
  const members = new Int32Array(spaces + commas);
  const lastSeen = new Int32Array(m);
  const weights = new Weights(read, total, count);
  let classes = 0;
  let listed = 0;
  let complete = true;
  let before = 0;
  let beforeEnd = 0;
  for (let i = 0; i < count; i++) {
    const inRow = listed;
    weights.take(i);
    const start = read.at + 1;
    while (read.sees(' ')) {
      do {
        read.at++;
        const y = read.below(m);
        const another = listed > firstMember[classes];
        if (another && y <= members[listed - 1]) read.wrong('the members of a class strictly increase');
        if (lastSeen[y] === i + 1) read.wrong('a response stands twice in a line');
        lastSeen[y] = i + 1;
        members[listed++] = y;
      } while (read.sees(','));
      firstMember[++classes] = listed;
      if (single) break;
    }
    const end = read.at;
    if (listed === inRow) read.wrong('wanted at least one set');
    if (listed - inRow > most) read.wrong(`this set has at most ${most} members`);
    if (i > 0 && !read.increases(before, beforeEnd, start, end)) read.wrong('the lines do not strictly increase');
    read.literal('\n');
    [before, beforeEnd] = [start, end];
    firstClass[i + 1] = classes;
    complete &&= listed - inRow === m;
  }
  const values = weights.finish(lowestTerms);
  return { count, total: BigInt(total), weights: values, firstClass, firstMember, members, complete };
}

/**
 * The population: m, names, rankings as rows, n and W, and how unranked responses count, in words; and with it the
 * bytes and the budget of the check.
 */
function readPopulation(read, version) {
  read.literal('responses ');
  const m = read.announced(1, 2);
  read.literal('\n');
  read.budget.work(24 * m);
  read.budget.room(4 * (m + 1));
  const nameAt = new Int32Array(m + 1);
  nameAt[0] = read.at;
  for (let y = 0; y < m; y++) {
    const end = read.bytes.indexOf(LINE_FEED, read.at);
    if (end < 0) read.wrong('the file ends within the names');
    const text = read.bytes.subarray(read.at, end);
    if (!isPlain(text)) {
      read.budget.work(80 + 2 * text.length);
      if (decodeName(text) === undefined) read.wrong('this is no name');
    }
    const inOrder = y === 0 || read.increases(nameAt[y - 1], read.at - 1, read.at, end);
    if (!inOrder) read.wrong('the names do not strictly increase');
    read.at = end + 1;
    nameAt[y + 1] = read.at;
  }
  const shares = read.sees('shares ');
  read.literal(shares ? 'shares ' : 'voters ');
  const total = read.number();
  if (total < 1) read.wrong('wanted an integer of at least 1');
  read.literal(' ');
  const n = read.announced(1, 4);
  read.literal('\n');
  const rows = readRows(read, m, total, n, { lowestTerms: shares, single: false, most: m });
  const unranked = readUnranked(read, version, rows.complete);
  return { ...rows, n, W: rows.total, m, nameAt, shares, unranked, bytes: read.bytes, budget: read.budget };
}

/** `unranked bottom` or nothing: how unranked responses count, in words. */
function readUnranked(read, version, complete) {
  const bottom = read.sees('unranked');
  if (bottom) {
    if (version < 2 || !complete) read.wrong('this line is for complete rankings in version 2');
    read.literal('unranked bottom\n');
  }
  if (!complete) return 'unranked ones incomparable';
  if (bottom) return 'unranked ones tied at the bottom';
  return version < 2 ? 'unranked ones, if any, tied at the bottom' : 'all ranked';
}

/** `vector NAME`: weights of responses, in ascending order of these. */
function readVector(read, name, m) {
  read.literal(`${name} `);
  const total = read.number();
  if (total < 1) read.wrong('wanted an integer of at least 1');
  read.literal(' ');
  const count = read.announced(1, 4);
  read.literal('\n');
  read.budget.room(4 * count);
  read.budget.work(8 * count);
  const responses = new Int32Array(count);
  const weights = new Weights(read, total, count);
  for (let i = 0; i < count; i++) {
    responses[i] = read.below(m);
    if (i > 0 && responses[i] <= responses[i - 1]) read.wrong('the responses do not strictly increase');
    read.literal(' ');
    weights.take(i);
    read.literal('\n');
  }
  return { total: BigInt(total), responses, weights: weights.finish(true), sets: null };
}

/** `sets NAME`: weights of sets of at most `most` responses. */
function readSets(read, name, m, most) {
  read.literal(`${name} `);
  const total = read.number();
  if (total < 1) read.wrong('wanted an integer of at least 1');
  read.literal(' ');
  const count = read.announced(1, 4);
  read.literal('\n');
  const sets = readRows(read, m, total, count, { lowestTerms: true, single: true, most });
  return { total: sets.total, weights: sets.weights, sets };
}

/** One set with weight 1, in the form of `readSets`. */
function onlySet(members) {
  const sets = { count: 1, firstMember: [0, members.length], members };
  return { total: 1n, weights: [1n], sets };
}

/** All the mass on one response, in the form of `readVector`. */
const pointMass = (y) => ({ total: 1n, responses: [y], weights: [1n], sets: null });

/** The weights of a vector for all m responses. */
function spread(vector, m, N) {
  const weights = zeros(N, m);
  vector.responses.forEach((y, i) => {
    weights[y] = N(vector.weights[i]);
  });
  return weights;
}

const classesOf = (users, v) => users.firstClass[v + 1] - users.firstClass[v];

/** places[y] = 1 + the position of y's class in ranking v, for the responses that it ranks. */
function placeRanked(users, v, places) {
  const first = users.firstClass[v];
  for (let c = first; c < users.firstClass[v + 1]; c++) {
    for (let i = users.firstMember[c]; i < users.firstMember[c + 1]; i++) places[users.members[i]] = c - first + 1;
  }
}

function forgetRanked(users, v, places) {
  const from = users.firstMember[users.firstClass[v]];
  const to = users.firstMember[users.firstClass[v + 1]];
  for (let i = from; i < to; i++) places[users.members[i]] = 0;
}

/** The place of the best ranked member of set i; 0 where none is, or where `all` must be ranked and one is not. */
function bestPlace(sets, i, places, all) {
  let best = 0;
  for (let j = sets.firstMember[i]; j < sets.firstMember[i + 1]; j++) {
    const place = places[sets.members[j]];
    if (place === 0) {
      if (all) return 0;
    } else if (best === 0 || place < best) best = place;
  }
  return best;
}

// ---------------------------------------------------------------------------------------------------------------------
// Losses
// ---------------------------------------------------------------------------------------------------------------------

/** The sum over i = 0 ... e of b^i a^(e-i), with `one` of their kind. */
function sharedSum(a, b, e, one) {
  let sum = one;
  let powerOfA = one;
  for (let i = 1; i <= e; i++) {
    powerOfA *= a;
    sum = sum * b + powerOfA;
  }
  return sum;
}

/**
 * The loss of a user to one response: the table of section 1. `loss(a, t)` is the numerator over `whole`, in the kind
 * N, in which `whole` times W is exact too. Charges for one loss in every class of every user.
 */
function lossRule(users, model, ties, samples) {
  const { W, budget } = users;
  const e = model.sets === null ? Number(samples) : 1;
  const D = model.total;
  const bits = e * bitsOf(D) + (ties === 'model' || ties === 'opponent' ? 0 : Math.log2(e + 1) + 1);
  const bitsWithW = Math.ceil(bits + bitsOf(W));
  const classes = users.firstMember.length;
  const sums = classes * e * (2 * times(bits, bitsOf(D)) + plus(bits));
  const powers = Math.min(classes, Number(D) + 1) * 3 * times(bits);
  budget.work(3 * times(bits) + (ties === 'shared' ? sums : powers));
  budget.work(classes * (times(bits, bitsOf(W)) + 2 * plus(bitsWithW)));
  budget.room(16 * roomFor(bitsWithW));
  const N = kindFor(bitsWithW);
  // Few different masses have few different powers; those of a fine policy are not worth keeping.
  const kept = D <= 4096n ? new Array(Number(D) + 1) : null;
  if (kept !== null) budget.room(kept.length * roomFor(bits));
  const toThePower = (a) => (kept === null ? power(a, e) : (kept[Number(a)] ??= power(a, e)));
  const rules = {
    model: { whole: D ** BigInt(e), loss: toThePower },
    opponent: { whole: D ** BigInt(e), loss: (a, t) => toThePower(a + t) },
    shared: { whole: BigInt(e + 1) * D ** BigInt(e), loss: (a, t) => sharedSum(a, a + t, e, N(1)) },
    half: { whole: 2n * D, loss: (a, t) => a + a + t },
  };
  return { N, bits: bitsWithW, ...rules[ties] };
}

/**
 * Returns (v, shares) => fills shares[c] with the weight of the sets whose best ranked member is in class c of user v;
 * where `all` must be ranked, sets with a member left out count nowhere.
 */
function sharesOf(users, { total, weights, sets }, N, all) {
  const { n, m, members, budget } = users;
  const bits = bitsOf(total);
  budget.work(n * (sets.members.length + sets.count * (5 + plus(bits))));
  budget.work(2 * members.length + users.firstMember.length);
  budget.room(m * 4 + sets.count * roomFor(bits));
  const inSets = inKind(N, weights);
  const places = new Int32Array(m);
  return (v, shares) => {
    shares.fill(N(0), 0, classesOf(users, v));
    placeRanked(users, v, places);
    for (let i = 0; i < sets.count; i++) {
      const best = bestPlace(sets, i, places, all);
      if (best > 0) shares[best - 1] += inSets[i];
    }
    forgetRanked(users, v, places);
  };
}

/** Returns (v, masses) => fills masses[c] with the mass of the model in class c of user v: t in section 1. */
function massesOf(users, model, N) {
  // A set whose members are all ranked counts where its best member is: it is below all better classes.
  if (model.sets !== null) return sharesOf(users, model, N, true);
  const { firstClass, firstMember, members, m, budget } = users;
  budget.work(members.length * (3 + plus(bitsOf(model.total))) + 4 * m);
  budget.room(m * 8);
  const weights = spread(model, m, N);
  return (v, masses) => {
    for (let c = firstClass[v]; c < firstClass[v + 1]; c++) {
      let mass = N(0);
      for (let i = firstMember[c]; i < firstMember[c + 1]; i++) mass += weights[members[i]];
      masses[c - firstClass[v]] = mass;
    }
  };
}

/** The most classes of any user. */
function mostClasses(users) {
  let most = 0;
  for (let v = 0; v < users.n; v++) most = Math.max(most, classesOf(users, v));
  return most;
}

/** L({y}) for every y: numerators, over `whole`. */
function losses(users, model, ties, samples) {
  const { firstClass, firstMember, members, m, budget } = users;
  const rule = lossRule(users, model, ties, samples);
  const { N } = rule;
  budget.work(members.length * plus(rule.bits));
  budget.room(m * (8 + 2 * roomFor(rule.bits)));
  const massesIn = massesOf(users, model, N);
  const masses = zeros(N, mostClasses(users));
  const weights = inKind(N, users.weights);
  const sums = zeros(N, m);
  for (let v = 0; v < users.n; v++) {
    massesIn(v, masses);
    let below = N(0);
    for (let c = firstClass[v + 1] - 1; c >= firstClass[v]; c--) {
      const tied = masses[c - firstClass[v]];
      const loss = rule.loss(below, tied);
      below += tied;
      if (loss > 0) {
        const lost = weights[v] * loss;
        for (let i = firstMember[c]; i < firstMember[c + 1]; i++) sums[members[i]] += lost;
      }
    }
  }
  return { sums: Array.from(sums, BigInt), whole: users.W * rule.whole };
}

/** The mean of L(T) over a distribution of sets T (or one set): its numerator over `whole`. */
function lossTo(users, model, ties, samples, mixture) {
  const { firstMember, budget } = users;
  const rule = lossRule(users, model, ties, samples);
  const { N } = rule;
  const bits = rule.bits + bitsOf(mixture.total);
  const products = times(bits, bitsOf(mixture.total)) + times(bits, bitsOf(users.W));
  budget.work(firstMember.length * (products + 2 * plus(bits)));
  budget.room(4 * roomFor(bits));
  const massesIn = massesOf(users, model, N);
  const masses = zeros(N, mostClasses(users));
  // A better class loses no less, so the largest loss to a member of T is the one to the best ranked member.
  const sharesIn = sharesOf(users, mixture, BigInt, false);
  const shares = zeros(BigInt, masses.length);
  let sum = 0n;
  for (let v = 0; v < users.n; v++) {
    sharesIn(v, shares);
    massesIn(v, masses);
    let below = N(0);
    let lost = 0n;
    for (let c = classesOf(users, v) - 1; c >= 0; c--) {
      if (shares[c] > 0n) lost += shares[c] * BigInt(rule.loss(below, masses[c]));
      below += masses[c];
    }
    sum += BigInt(users.weights[v]) * lost;
  }
  return { sum, whole: users.W * rule.whole * mixture.total };
}

/** lost/whole - (1 - r), times whole and the denominator of r. */
const excess = (lost, whole, rate) => lost * rate.bottom - (rate.bottom - rate.top) * whole;

/** The weights A and B of `no-samples`: of users who lose to T for every k, and of those others who lose at all. */
function lostForEver(users, policy, ties, T) {
  const D = policy.total;
  users.budget.work(users.firstMember.length * plus(bitsOf(D)) + users.n * plus(bitsOf(users.W)));
  const massesIn = massesOf(users, policy, BigInt);
  const masses = zeros(BigInt, mostClasses(users));
  const sharesIn = sharesOf(users, onlySet(T), Number, false);
  const shares = zeros(Number, masses.length);
  let always = 0n;
  let sometimes = 0n;
  for (let v = 0; v < users.n; v++) {
    sharesIn(v, shares);
    massesIn(v, masses);
    let below = 0n;
    for (let c = classesOf(users, v) - 1; c >= 0; c--) {
      const withTies = below + masses[c];
      if (shares[c] === 1) {
        if ((ties === 'opponent' ? withTies : below) === D) always += BigInt(users.weights[v]);
        else if ((ties === 'model' ? below : withTies) > 0n) sometimes += BigInt(users.weights[v]);
      }
      below = withTies;
    }
  }
  return { always, sometimes };
}

// ---------------------------------------------------------------------------------------------------------------------
// Sets and trees
// ---------------------------------------------------------------------------------------------------------------------

/**
 * heights[y * n + v]: the height of y's class for user v, from 1 for the worst; where y is left out 0, or, `onTop`, one
 * more than the best. So the height of a set's best member is the largest of its members' heights.
 */
function heightsOf(users, onTop) {
  const { n, m, firstClass, firstMember, members, budget } = users;
  budget.work((2 * n + 8) * m + 4 * members.length);
  budget.room(4 * n * m);
  const heights = new Int32Array(n * m);
  for (let v = 0; v < n; v++) {
    const last = firstClass[v + 1];
    if (onTop) for (let y = 0; y < m; y++) heights[y * n + v] = last - firstClass[v] + 1;
    for (let c = firstClass[v]; c < last; c++) {
      for (let i = firstMember[c]; i < firstMember[c + 1]; i++) heights[members[i] * n + v] = last - c;
    }
  }
  return heights;
}

/**
 * Entries w_v(y) >= 0 that depend on the height of y for v only, and rise with it: values[first[v] + height].
 * `fill(v, put)` calls put(height, value); what it does not put is 0.
 */
function entriesOf(users, onTop, N, bits, fill) {
  const { n, firstClass, budget } = users;
  const length = users.firstMember.length + 2 * n;
  budget.room(4 * n + length * roomFor(bits));
  const heights = heightsOf(users, onTop);
  const first = new Int32Array(n);
  const values = zeros(N, length);
  for (let v = 0; v < n; v++) {
    first[v] = firstClass[v] + 2 * v;
    fill(v, (height, value) => {
      values[first[v] + height] = value;
    });
  }
  return { n, m: users.m, heights, first, values, bits, budget };
}

/** Entries for losses: w_v times the numerator of v's loss to y; `whole` is as for losses. */
function lossEntries(users, model, ties, samples) {
  const rule = lossRule(users, model, ties, samples);
  const { N } = rule;
  const massesIn = massesOf(users, model, N);
  const masses = zeros(N, mostClasses(users));
  const weights = inKind(N, users.weights);
  const entries = entriesOf(users, false, N, rule.bits, (v, put) => {
    const classes = classesOf(users, v);
    massesIn(v, masses);
    let below = N(0);
    for (let c = classes - 1; c >= 0; c--) {
      put(classes - c, weights[v] * rule.loss(below, masses[c]));
      below += masses[c];
    }
  });
  return { entries, whole: users.W * rule.whole };
}

/**
 * Visits all sets of `size` responses in lexicographic order, with every user's largest height in the set. The largest
 * heights of all beginnings of a set are kept, so that a new last member costs one comparison for each user.
 */
function eachSet(heights, n, m, size, budget, stepsEach, visit) {
  // There are so many beginnings of sets, the sets among them.
  budget.work((choose(m + 1, size) - 1) * (n + 5) + choose(m, size) * stepsEach);
  budget.room(4 * size * (n + 1) + 200 * size);
  const set = new Int32Array(size);
  const tops = Array.from({ length: size }, () => new Int32Array(n));
  let depth = 0;
  set[0] = -1;
  while (depth >= 0) {
    const y = ++set[depth];
    if (y > m - size + depth) {
      depth--;
      continue;
    }
    const top = tops[depth];
    const column = heights.subarray(y * n, y * n + n);
    if (depth === 0) top.set(column);
    else {
      const before = tops[depth - 1];
      for (let v = 0; v < n; v++) top[v] = Math.max(before[v], column[v]);
    }
    if (depth < size - 1) set[++depth] = y;
    else visit(top);
  }
}

/**
 * The largest sum over users of their largest entry in a set, over all sets of `size`. Large entries are added only
 * where their leading digits, each rounded up to a whole number, do not show already that the sum is no new maximum.
 */
function largestOverSets(entries, size) {
  const { n, first, values, bits, budget } = entries;
  const shift = BigInt(Math.max(0, Math.ceil(bits + Math.log2(n)) - 50));
  budget.room(8 * values.length);
  const rounded = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) rounded[i] = Number(BigInt(values[i]) >> shift) + 1;
  let most = -1n;
  let mostRounded = -1;
  eachSet(entries.heights, n, entries.m, size, budget, n * (1 + plus(bits)), (top) => {
    let bound = 0;
    for (let v = 0; v < n; v++) bound += rounded[first[v] + top[v]];
    if (bound <= mostRounded) return;
    let sum = values[first[0] + top[0]];
    for (let v = 1; v < n; v++) sum += values[first[v] + top[v]];
    if (sum <= most) return;
    most = BigInt(sum);
    mostRounded = Number(most >> shift);
  });
  need(most >= 0n, 'no set was looked at');
  return most;
}

/** Where one stands in a tree in preorder: what is inside and outside. A split may not fit. */
class Walk {
  constructor(m, size) {
    this.state = new Uint8Array(m); // 0, or 1 inside, or 2 outside
    this.path = [];
    this.left = size; // so many may still go inside
    this.inside = 0;
    this.done = false;
  }

  split(y) {
    if (this.done || this.state[y] !== 0 || this.left === 0) return false;
    this.state[y] = 1;
    this.path.push(y);
    this.inside++;
    this.left--;
    return true;
  }

  /** Leaves a leaf for the subtree that comes next: the nearest "not in T" that has not been visited. */
  next() {
    while (this.path.length > 0 && this.state[this.path.at(-1)] === 2) this.state[this.path.pop()] = 0;
    if (this.path.length === 0) this.done = true;
    else {
      this.state[this.path.at(-1)] = 2;
      this.inside--;
      this.left++;
    }
  }
}

const INSIDE = -1;

/** A tree: nodes are y for `split y`, INSIDE for `inside`, -2 - i for `leaf i`. Vectors stay in the file. */
function readTree(read, users, size) {
  const { n, m } = users;
  read.literal('tree ');
  const scale = read.positive();
  read.literal(' ');
  const vectorCount = read.announced(0, 7 + 2 * n);
  read.literal(' ');
  const count = read.announced(1, 7);
  read.literal('\n');
  read.budget.work(10 * n * vectorCount + 10 * count);
  read.budget.room(4 * (vectorCount + count) + 17 * m);
  const vectorAt = new Int32Array(vectorCount + 1);
  const nodes = new Int32Array(count);
  let greatestSum = 0n;
  for (let i = 0; i < vectorCount; i++) {
    read.literal('vector');
    vectorAt[i] = read.at;
    let sum = 0n;
    for (let v = 0; v < n; v++) {
      read.literal(' ');
      sum += read.integer();
    }
    read.literal('\n');
    if (sum > greatestSum) greatestSum = sum;
  }
  vectorAt[vectorCount] = read.at;
  const walk = new Walk(m, size);
  for (let i = 0; i < count; i++) {
    if (walk.done) read.wrong('a node after the last leaf');
    if (read.sees('split ')) {
      nodes[i] = read.line('split', () => read.below(m));
      if (!walk.split(nodes[i])) read.wrong('a split on a response that is decided, or with nothing left to choose');
      continue;
    }
    if (read.sees('leaf ')) nodes[i] = -2 - read.line('leaf', () => read.below(vectorCount));
    else {
      read.literal('inside\n');
      nodes[i] = INSIDE;
      if (walk.inside === 0) read.wrong('nothing is inside');
    }
    walk.next();
  }
  if (!walk.done) read.wrong('the tree ends before its last leaf');
  return { scale, vectorAt, nodes, greatestSum };
}

/** The vector of a leaf: from the file, or the largest entries inside. */
function leafVector(node, tree, users, scaled, entries, state, N) {
  const { n } = users;
  const x = zeros(N, n);
  if (node !== INSIDE) {
    const read = new Reader(users.bytes, users.budget, tree.vectorAt[-2 - node]);
    for (let v = 0; v < n; v++) {
      read.literal(' ');
      x[v] = N(read.number());
    }
    return x;
  }
  for (let y = 0; y < entries.m; y++) {
    if (state[y] !== 1) continue;
    for (let v = 0; v < n; v++) {
      const entry = scaled[entries.first[v] + entries.heights[y * n + v]];
      if (entry > x[v]) x[v] = entry;
    }
  }
  return x;
}

/**
 * The tree's bound on the sum over users of their largest entry in a set of `size`. All entries are multiplied by the
 * scale q; at the leaf `inside` this multiplies everything by q, which the division takes away again.
 */
function treeBound(users, entries, size, tree) {
  const { n, m, first, heights, values, budget } = entries;
  const bits = Math.max(bitsOf(tree.scale) + entries.bits + Math.log2(m) + 1, bitsOf(tree.greatestSum)) + 1;
  const N = kindFor(bits);
  const longest = tree.vectorAt.reduce((most, at, i) => Math.max(most, i > 0 ? at - tree.vectorAt[i - 1] : 0), 0);
  const leaves = (tree.nodes.length + 1) / 2;
  budget.work(values.length * times(bits) + tree.nodes.length * 10);
  budget.work(leaves * (m * (n * (1 + 2 * plus(bits)) + 20 * Math.log2(m + 1)) + longest));
  budget.room((values.length + n + 3 * m) * roomFor(bits));
  const scale = N(tree.scale);
  const scaled = inKind(N, values);
  if (scale > 1) for (let i = 0; i < scaled.length; i++) scaled[i] *= scale;
  const walk = new Walk(m, size);
  let most = N(0);
  for (const node of tree.nodes) {
    if (node >= 0) {
      walk.split(node);
      continue;
    }
    const x = leafVector(node, tree, users, scaled, entries, walk.state, N);
    let bound = N(0);
    for (let v = 0; v < n; v++) bound += x[v];
    const others = [];
    for (let y = 0; y < m; y++) {
      if (walk.state[y] === 2) continue;
      let c = N(0);
      for (let v = 0; v < n; v++) {
        const entry = scaled[first[v] + heights[y * n + v]];
        if (entry > x[v]) c += entry - x[v];
      }
      if (walk.state[y] === 1) bound += c;
      else others.push(c);
    }
    others.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
    for (const c of others.slice(0, walk.left)) bound += c;
    if (bound > most) most = bound;
    walk.next();
  }
  return BigInt(most) / tree.scale;
}

/** `sets` and a response for each set of `size`, as an array in the order of the sets. */
function readRivals(read, users, size) {
  const { m, n, budget } = users;
  read.literal('sets ');
  const sets = choose(m, size);
  budget.work(sets * (n + 4));
  const announced = read.announced(1, 2);
  if (announced !== sets) read.wrong(`there are ${sets} sets of this size`);
  read.literal('\n');
  budget.room(4 * sets);
  const rivals = new Int32Array(sets);
  for (let i = 0; i < sets; i++) {
    rivals[i] = read.below(m);
    read.literal('\n');
  }
  return rivals;
}

/** Every set of `size` has its rival, whom users of weight at least top/bottom rank strictly above all of the set. */
function needRivals(users, size, rivals, { top, bottom }, otherwise) {
  const { n, m, W, budget } = users;
  const heights = heightsOf(users, true);
  const bits = bitsOf(W);
  const N = kindFor(bits);
  const weights = inKind(N, users.weights);
  const wanted = N((top + bottom - 1n) / bottom); // the least whole weight that is no less
  budget.room(n * (4 + roomFor(bits)));
  const classes = Int32Array.from({ length: n }, (_, v) => classesOf(users, v));
  let i = 0;
  eachSet(heights, n, m, size, budget, n * plus(bits), (best) => {
    const start = rivals[i++] * n;
    let beaten = N(0);
    // Where the set has a member left out its height is above all classes, so that nothing is strictly above.
    for (let v = 0; v < n; v++) {
      const height = heights[start + v];
      if (height > best[v] && height <= classes[v]) beaten += weights[v];
    }
    need(beaten >= wanted, otherwise);
  });
  need(i === rivals.length, otherwise);
}

// ---------------------------------------------------------------------------------------------------------------------
// Margins
// ---------------------------------------------------------------------------------------------------------------------

/** g_z for every z, times the vector's total: its weight above z less that below z, over the users that rank z. */
function gains(users, vector) {
  const { firstClass, firstMember, members, m, W, budget } = users;
  const bits = bitsOf(W) + bitsOf(vector.total);
  budget.work(members.length * 2 * plus(bits) + users.firstMember.length * (times(bits) + 3 * plus(bits)));
  budget.room(m * (8 + roomFor(bits)));
  const N = kindFor(bits);
  const massesIn = massesOf(users, vector, N);
  const masses = zeros(N, mostClasses(users));
  const sums = zeros(N, m);
  for (let v = 0; v < users.n; v++) {
    massesIn(v, masses);
    const weight = N(users.weights[v]);
    const classes = classesOf(users, v);
    let above = N(0);
    let below = N(0);
    for (let c = 0; c < classes; c++) below += masses[c];
    for (let c = 0; c < classes; c++) {
      below -= masses[c];
      const gain = weight * (above - below);
      above += masses[c];
      const from = firstMember[firstClass[v] + c];
      const to = firstMember[firstClass[v] + c + 1];
      for (let i = from; i < to; i++) sums[members[i]] += gain;
    }
  }
  return Array.from(sums, BigInt);
}

/** A policy that no response has a positive margin over is NLHF; returns its gains. */
function needNlhf(users, policy, what) {
  const gain = gains(users, policy);
  need(least(gain) >= 0n, `${what} is not NLHF: some response has a positive margin over it`);
  return gain;
}

/** M(c, z) > 0 for every z other than c. */
function needCondorcetWinner(users, winner) {
  const margins = gains(users, pointMass(winner));
  need(
    margins.every((margin, z) => z === winner || margin > 0n),
    'the winner does not beat every other response',
  );
}

/** The inverse of a modulo q, or null where a is no unit. */
function inverse(a, q, N) {
  let [r, s] = [q, a];
  let [x, y] = [N(0), N(1)];
  while (s > 0) {
    const quotient = (r - (r % s)) / s;
    [r, s] = [s, r - quotient * s];
    [x, y] = [y, x - quotient * y];
  }
  if (r !== N(1)) return null;
  return ((x % q) + q) % q;
}

/** The rank modulo q, by the elimination of `nlhf-face`; entries are given modulo q, in the kind of q. */
function rankModulo(matrix, q, N) {
  let unused = matrix;
  let rank = 0;
  for (let column = 0; column < matrix[0].length && unused.length > 0; column++) {
    const at = unused.findIndex((row) => row[column] > 0);
    if (at < 0) continue;
    const pivot = unused[at];
    const unit = inverse(pivot[column], q, N);
    need(unit !== null, 'a pivot is not a unit');
    // The pivot row changes places with the first unused one, and is then used.
    unused = unused.with(at, unused[0]).slice(1);
    for (const row of unused) {
      if (!(row[column] > 0)) continue;
      const factor = q - ((row[column] * unit) % q);
      for (let j = column; j < row.length; j++) row[j] = (row[j] + factor * pivot[j]) % q;
    }
    rank++;
  }
  return rank;
}

/** M_SS modulo q, in the kind of q: `support` ascending. */
function marginsModulo(users, support, q, N) {
  const { firstClass, firstMember, members, m } = users;
  const positions = new Int32Array(m).fill(-1);
  support.forEach((y, i) => {
    positions[y] = i;
  });
  const matrix = Array.from(support, () => zeros(N, support.length));
  for (let v = 0; v < users.n; v++) {
    const weight = N(BigInt(users.weights[v]) % BigInt(q));
    const above = [];
    for (let c = firstClass[v]; c < firstClass[v + 1]; c++) {
      const known = above.length;
      for (let i = firstMember[c]; i < firstMember[c + 1]; i++) {
        const z = positions[members[i]];
        if (z < 0) continue;
        for (let j = 0; j < known; j++) {
          matrix[above[j]][z] += weight;
          matrix[z][above[j]] -= weight;
        }
        above.push(z);
      }
    }
  }
  for (const row of matrix) for (let j = 0; j < row.length; j++) row[j] = ((row[j] % q) + q) % q;
  return matrix;
}

/** The argument of `nlhf-face`. */
function needFace(users, policy, modulus, interior, optima, dimension) {
  const { m, n, budget } = users;
  const bits = bitsOf(modulus);
  // Products of two numbers below 2^26 are exact, and so are sums of fewer than 2^26 of them.
  const N = kindFor(2 * bits);
  const q = N(modulus);
  needNlhf(users, policy, 'the policy');
  const gain = needNlhf(users, interior, 'the interior policy');
  for (const optimum of optima) needNlhf(users, optimum, 'an optimum');
  const step = times(2 * bits) + plus(2 * bits);
  budget.work(optima.length * (optima.length * m * 2 * step + euclid(bits)));
  for (const { total, responses } of optima) budget.work(responses.length * (5 + over(bitsOf(total), bits)));
  budget.room(optima.length * m * roomFor(bits));
  const rows = optima.map((optimum) => {
    const row = zeros(N, m);
    for (let i = 0; i < optimum.responses.length; i++) {
      row[optimum.responses[i]] = N(BigInt(optimum.weights[i]) % modulus);
    }
    return row;
  });
  need(rankModulo(rows, q, N) === dimension + 1, 'the optima are not affinely independent');
  const inSupport = new Uint8Array(m);
  for (const y of interior.responses) inSupport[y] = 1;
  need(
    gain.every((g, z) => inSupport[z] === 1 || g > 0n),
    'a response off the support of the interior policy has no gain',
  );
  const size = interior.responses.length;
  budget.work(n * size * size * plus(bits) + size * size * size * 2 * step + size * euclid(bits));
  budget.work(n * over(bitsOf(users.W), bits) + size * size * 2 * over(bits, bits));
  budget.room(size * size * roomFor(bits + 24) + 4 * m);
  const rank = rankModulo(marginsModulo(users, interior.responses, q, N), q, N);
  need(size - 1 - rank <= dimension, 'there may be other NLHF policies');
}

// ---------------------------------------------------------------------------------------------------------------------
// Words
// ---------------------------------------------------------------------------------------------------------------------

const LONGEST_NAME = 200;
const LONGEST_LIST = 100;

/** Text in which nothing moves the cursor, hides, or looks like the quotes around it. */
function shown(text, hidden) {
  return text.replace(hidden, (character) => (character === ' ' ? ' ' : encodeURIComponent(character)));
}

/** A name in quotes. What a terminal might not show as itself, quotes and percent signs are percent-coded. */
function quoted(users, y) {
  users.budget.work(80 + 2 * (users.nameAt[y + 1] - users.nameAt[y]));
  const name = decodeName(users.bytes.subarray(users.nameAt[y], users.nameAt[y + 1] - 1));
  const points = Array.from(name.slice(0, 2 * LONGEST_NAME));
  const text = shown(points.slice(0, LONGEST_NAME).join(''), /[\p{C}\p{Z}"%\\]/gu);
  return points.length > LONGEST_NAME ? `"${text}"... (response ${y})` : `"${text}"`;
}

/** A list in words; of a very long one the rest is counted, and the file has it. */
function listed(count, wordsFor, between = ', ') {
  const parts = [];
  for (let i = 0; i < Math.min(count, LONGEST_LIST); i++) parts.push(wordsFor(i));
  if (count > LONGEST_LIST) parts.push(`... ${count} in all`);
  return parts.join(between);
}

const inSet = (users, members) => `{${listed(members.length, (i) => quoted(users, members[i]))}}`;

function policyInWords(users, policy) {
  users.budget.work(LONGEST_LIST * over(bitsOf(policy.total), bitsOf(policy.total)));
  const list = listed(policy.responses.length, (i) => `${quoted(users, policy.responses[i])}: ${policy.weights[i]}`);
  return `the policy [${list}]/${policy.total}`;
}

function lotteryInWords(users, lottery) {
  const { count, firstMember, members } = lottery.sets;
  users.budget.work(LONGEST_LIST * over(bitsOf(lottery.total), bitsOf(lottery.total)));
  const set = (i) => inSet(users, members.subarray(firstMember[i], firstMember[i + 1]));
  return `the lottery [${listed(count, (i) => `${set(i)}: ${lottery.weights[i]}`)}]/${lottery.total}`;
}

const inWords = ({ top, bottom }) => (bottom === 1n ? `${top}` : `${top}/${bottom}`);

function counted(number, noun) {
  return BigInt(number) === 1n ? `1 ${noun}` : `${number} ${noun}s`;
}

function samplesInWords(users, model, samples) {
  return model.sets === null
    ? `${counted(samples, 'independent sample')} of ${policyInWords(users, model)}`
    : `${counted(samples, 'jointly drawn sample')} of ${lotteryInWords(users, model)}`;
}

const TIES = {
  model: 'ties count for the model',
  opponent: 'ties count for the opponent',
  shared: 'a tie is shared equally among all that are tied',
  half: 'a tie counts half',
};

function promisedAgainst(opponents, ties) {
  const shown = opponents === 1 ? '1 response' : `at most ${opponents} responses`;
  return `every opponent that shows ${shown} (${TIES[ties]})`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Claims: what several of them read
// ---------------------------------------------------------------------------------------------------------------------

/** `ties`; whether the table allows it is asked when the model is known. */
function readTies(read) {
  const ties = Object.keys(TIES).find((name) => read.sees(`ties ${name}\n`));
  if (ties === undefined) read.wrong("wanted 'ties' and a tie convention");
  read.literal(`ties ${ties}\n`);
  return ties;
}

/** The last column of the table of losses. */
function allowTies(read, users, { ties, samples, opponents, model }) {
  if (ties === 'model') return;
  if (opponents > 1) read.wrong('only model ties are defined for more than one response');
  if (!users.complete) read.wrong('only model ties are defined for incomplete rankings');
  if (ties !== 'opponent' && model.sets !== null) read.wrong('these ties are not defined for lotteries');
  if (ties === 'half' && samples !== 1n) read.wrong('half ties are defined for one sample');
}

const readSamples = (read) => read.line('samples', read.positive);
const readRate = (read, word = 'rate') => read.line(word, read.rate);
const readPolicy = (read, users) => readVector(read, 'policy', users.m);

function readOpponents(read, users) {
  const opponents = read.line('opponents', read.positive);
  if (opponents > users.m) read.wrong('the opponent shows more responses than there are');
  return Number(opponents);
}

/** A vector or a lottery of sets of at most k. */
function readModel(read, users, samples) {
  if (!read.sees('lottery ')) return readPolicy(read, users);
  return readSets(read, 'lottery', users.m, samples < users.m ? Number(samples) : users.m);
}

/** The claim part that `robust`, `not-robust` and `worst-case` have in common. */
function readGame(read, users) {
  const ties = readTies(read);
  const samples = readSamples(read);
  const opponents = readOpponents(read, users);
  const rate = readRate(read);
  const model = readModel(read, users, samples);
  const game = { ties, samples, opponents, rate, model };
  allowTies(read, users, game);
  return game;
}

const readOpponent = (read, users, most) => read.line('opponent', () => read.set(users.m, most));

function readTreeIfAny(read, users, game) {
  if (!read.sees('tree ')) return null;
  if (game.ties !== 'model') read.wrong('a tree is for model ties');
  return readTree(read, users, game.opponents);
}

/** `payoff` as the tie convention under which L is the payoff. */
function readPayoff(read, users) {
  const shared = read.sees('payoff shared\n');
  read.literal(shared ? 'payoff shared\n' : 'payoff strict\n');
  if (shared && !users.complete) read.wrong('shared payoffs are not defined for incomplete rankings');
  return shared ? 'shared' : 'model';
}

/** L(T) <= 1 - r for every T of min(l, m) responses. */
function needEverySet(users, { ties, opponents, rate, model }, samples, tree, otherwise) {
  if (tree === null && opponents === 1) {
    const { sums, whole } = losses(users, model, ties, samples);
    need(excess(largest(sums), whole, rate) <= 0n, otherwise);
    return;
  }
  const { entries, whole } = lossEntries(users, model, ties, samples);
  const most = tree === null ? largestOverSets(entries, opponents) : treeBound(users, entries, opponents, tree);
  need(excess(most, whole, rate) <= 0n, otherwise);
}

/** A sum of products of a vector's weights and losses over `whole`. */
function chargeMean(users, vector, whole) {
  const bits = bitsOf(whole) + bitsOf(vector.total);
  users.budget.work(vector.responses.length * (5 + times(bits, bitsOf(vector.total)) + plus(bits)));
}

/** What nobody gains more than, as a fraction: the largest L({y}) less the mean of L({z}) over p. */
function largestGain(users, policy, ties, samples) {
  const { sums, whole } = losses(users, policy, ties, samples);
  chargeMean(users, policy, whole);
  let mean = 0n;
  policy.responses.forEach((z, i) => {
    mean += BigInt(policy.weights[i]) * sums[z];
  });
  return { top: largest(sums) * policy.total - mean, bottom: whole * policy.total };
}

const atMost = (a, b) => a.top * b.bottom <= b.top * a.bottom;

// ---------------------------------------------------------------------------------------------------------------------
// Claims about samples
// ---------------------------------------------------------------------------------------------------------------------

/** Whether there is one sample or there are several decides the verb. */
const verb = (samples) => (samples === 1n ? 'wins' : 'win');

function robust(read, users) {
  const game = readGame(read, users);
  read.witness();
  let { samples } = game;
  if (read.sees('fewer ')) {
    samples = read.line('fewer', read.positive);
    const allowed = samples < game.samples && game.model.sets === null && game.ties !== 'half';
    if (!allowed) read.wrong('fewer samples than k, of a policy, with ties that are not half');
  }
  const tree = readTreeIfAny(read, users, game);
  read.end();
  needEverySet(users, game, samples, tree, 'an opponent may win more often than 1 - rate');
  const win = `${samplesInWords(users, game.model, game.samples)} ${verb(game.samples)}`;
  return `${win} with rate at least ${inWords(game.rate)} against ${promisedAgainst(game.opponents, game.ties)}`;
}

function notRobust(read, users) {
  const game = readGame(read, users);
  const { samples, rate, model, ties } = game;
  read.witness();
  const T = readOpponent(read, users, game.opponents);
  const limit = read.sees('limit\n');
  if (limit) {
    read.literal('limit\n');
    if (model.sets !== null || ties === 'half') read.wrong('a limit is of a policy, with ties that are not half');
  }
  read.end();
  if (limit) {
    const { always } = lostForEver(users, model, ties, T);
    need(excess(always, users.W, rate) > 0n, 'the opponent wins no more often than 1 - rate in the limit');
  } else {
    const { sum, whole } = lossTo(users, model, ties, samples, onlySet(T));
    need(excess(sum, whole, rate) > 0n, 'the opponent wins no more often than 1 - rate');
  }
  const win = `${samplesInWords(users, model, samples)} ${verb(samples)}`;
  return `${win} with rate below ${inWords(rate)} against the opponent that shows ${inSet(users, T)} (${TIES[ties]})`;
}

function worstCase(read, users) {
  const game = readGame(read, users);
  const { samples, rate, model, ties } = game;
  read.witness();
  const mixture = readSets(read, 'mixture', users.m, game.opponents);
  const tree = readTreeIfAny(read, users, game);
  read.end();
  needEverySet(users, game, samples, tree, 'an opponent exceeds the value');
  const { sum, whole } = lossTo(users, model, ties, samples, mixture);
  need(excess(sum, whole, rate) === 0n, 'the mixture does not reach the value');
  const win = `${samplesInWords(users, model, samples)} ${verb(samples)}`;
  const against = `an opponent that shows at most ${counted(game.opponents, 'response')}`;
  return `the least rate with which ${win} against ${against} is exactly ${inWords(rate)} (${TIES[ties]})`;
}

/** `win-rate` and `not-win-rate`: the same but for the side of the rate. */
function winRate(read, users, reached) {
  const ties = readTies(read);
  const samples = readSamples(read);
  const rate = readRate(read);
  const model = readModel(read, users, samples);
  allowTies(read, users, { ties, samples, opponents: 1, model });
  const against = readVector(read, 'against', users.m);
  read.witness();
  read.end();
  const { sums, whole } = losses(users, model, ties, samples);
  chargeMean(users, against, whole);
  let lost = 0n;
  against.responses.forEach((y, i) => {
    lost += BigInt(against.weights[i]) * sums[y];
  });
  const over = excess(lost, whole * against.total, rate);
  need(reached ? over <= 0n : over > 0n, 'the win rate is on the other side of the rate');
  const win = `${samplesInWords(users, model, samples)} ${verb(samples)}`;
  const withRate = `with rate ${reached ? 'at least' : 'below'} ${inWords(rate)}`;
  return `${win} ${withRate} against 1 sample of ${policyInWords(users, against)} (${TIES[ties]})`;
}

function leastSamples(read, users) {
  const ties = readTies(read);
  const samples = readSamples(read);
  const opponents = readOpponents(read, users);
  const rate = readRate(read);
  const model = readPolicy(read, users);
  const game = { ties, samples, opponents, rate, model };
  allowTies(read, users, game);
  read.witness();
  const T = samples > 1n ? readOpponent(read, users, opponents) : null;
  read.end();
  needEverySet(users, game, samples, null, 'k samples do not reach the rate');
  if (T !== null) {
    const { sum, whole } = lossTo(users, model, ties, samples - 1n, onlySet(T));
    need(excess(sum, whole, rate) > 0n, 'k - 1 samples may reach the rate');
  }
  const least = `${samples} is the least number of independent samples of ${policyInWords(users, model)}`;
  return `${least} that win with rate at least ${inWords(rate)} against ${promisedAgainst(opponents, ties)}`;
}

function noSamples(read, users) {
  const ties = readTies(read);
  const opponents = readOpponents(read, users);
  const rate = readRate(read);
  const model = readPolicy(read, users);
  allowTies(read, users, { ties, samples: 0n, opponents, model });
  read.witness();
  const T = readOpponent(read, users, opponents);
  read.end();
  const { always, sometimes } = lostForEver(users, model, ties, T);
  const over = excess(always, users.W, rate);
  need(over > 0n || (over === 0n && sometimes > 0n), 'some number of samples may reach the rate');
  const none = `no number of independent samples of ${policyInWords(users, model)}`;
  return `${none} wins with rate at least ${inWords(rate)} against ${promisedAgainst(opponents, ties)}`;
}

function robustEveryK(read, users) {
  const policy = readPolicy(read, users);
  read.witness();
  read.literal('steps ');
  const count = read.announced(1, 2);
  read.literal('\n');
  read.budget.work(20 * count);
  read.budget.room(64 * count);
  const steps = [];
  for (let i = 0; i < count; i++) {
    steps.push(read.positive());
    read.literal('\n');
    if (i === 0 ? steps[0] !== 1n : steps[i] <= steps[i - 1]) read.wrong('steps start at 1 and strictly increase');
  }
  read.end();
  const last = steps[count - 1];
  users.budget.work(8 * times(Number(last) * bitsOf(policy.total)));
  users.budget.room((Number(last) * bitsOf(policy.total)) / 2);
  for (let i = 0; i + 1 < count; i++) {
    const { sums, whole } = losses(users, policy, 'model', steps[i]);
    need(largest(sums) * steps[i + 1] <= whole, "a loss is above the next step's promise");
  }
  const massesIn = massesOf(users, policy, BigInt);
  const masses = zeros(BigInt, mostClasses(users));
  let most = 0n;
  for (let v = 0; v < users.n; v++) {
    massesIn(v, masses);
    let below = 0n;
    for (let c = classesOf(users, v) - 1; c > 0; c--) below += masses[c];
    if (below > most) most = below;
  }
  need((last + 1n) * most ** last <= policy.total ** last, 'the last step does not settle the rest');
  const win = `for every k, k independent samples of ${policyInWords(users, policy)} win`;
  return `${win} with rate at least k/(k+1) against ${promisedAgainst(1, 'model')}`;
}

function limit(read, users) {
  const value = readRate(read, 'value');
  const policy = readPolicy(read, users);
  read.witness();
  read.end();
  const { firstClass, firstMember, members, m, budget } = users;
  budget.work(members.length * plus(bitsOf(users.W)) + firstMember.length * plus(bitsOf(policy.total)));
  budget.room(m * (8 + roomFor(bitsOf(users.W))));
  const massesIn = massesOf(users, policy, BigInt);
  const masses = zeros(BigInt, mostClasses(users));
  const sums = zeros(BigInt, m);
  for (let v = 0; v < users.n; v++) {
    massesIn(v, masses);
    const weight = BigInt(users.weights[v]);
    let below = 0n;
    for (let c = firstClass[v + 1] - 1; c >= firstClass[v]; c--) {
      if (below === policy.total) for (let i = firstMember[c]; i < firstMember[c + 1]; i++) sums[members[i]] += weight;
      below += masses[c - firstClass[v]];
    }
  }
  need(excess(largest(sums), users.W, value) === 0n, 'the limit is another one');
  const win = `k independent samples of ${policyInWords(users, policy)} win against an opponent that shows 1 response`;
  return `as k grows, the least rate with which ${win} tends to ${inWords(value)} (${TIES.model})`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Claims about the game of k + 1 players
// ---------------------------------------------------------------------------------------------------------------------

function gameInWords(samples, ties) {
  return `the game of ${samples + 1n} players with ${ties === 'model' ? 'strict' : 'shared'} payoffs`;
}

function epsilonEquilibrium(read, users) {
  const ties = readPayoff(read, users);
  const samples = readSamples(read);
  const epsilon = readRate(read, 'epsilon');
  const policy = readPolicy(read, users);
  read.witness();
  read.end();
  need(atMost(largestGain(users, policy, ties, samples), epsilon), 'a response gains more than epsilon');
  const gain = `nobody gains more than ${inWords(epsilon)}`;
  return `in ${gameInWords(samples, ties)} ${gain} by leaving ${policyInWords(users, policy)}, which all play`;
}

function equilibriaLocated(read, users) {
  const samples = readSamples(read);
  const epsilon = readRate(read, 'epsilon');
  const policy = readPolicy(read, users);
  if (!users.complete) read.wrong('every ranking is complete here');
  read.witness();
  read.end();
  need(atMost(largestGain(users, policy, 'model', samples), epsilon), 'a response gains more than epsilon');
  // As many classes as responses listed: every class is a single response.
  const strict = users.firstMember.length - 1 === users.members.length;
  const one = strict ? 'exactly one symmetric equilibrium, x, and it' : 'a symmetric equilibrium, and every one, x,';
  const near = `Q(x - p) <= 2 * ${inWords(epsilon)} for p = ${policyInWords(users, policy)}`;
  return `${gameInWords(samples, 'model')} has ${one} has ${near}`;
}

function notMonotone(read, users) {
  const samples = readSamples(read);
  const first = readVector(read, 'first', users.m);
  const second = readVector(read, 'second', users.m);
  read.witness();
  read.end();
  const atFirst = losses(users, first, 'model', samples);
  const atSecond = losses(users, second, 'model', samples);
  const bits = bitsOf(atFirst.whole) + bitsOf(atSecond.whole) + bitsOf(first.total) + bitsOf(second.total);
  users.budget.work(users.m * (10 + 5 * times(bits) + 3 * plus(bits)));
  users.budget.room(16 * users.m);
  const p = spread(first, users.m, BigInt);
  const q = spread(second, users.m, BigInt);
  let sum = 0n;
  for (let y = 0; y < users.m; y++) {
    const rise = atFirst.sums[y] * atSecond.whole - atSecond.sums[y] * atFirst.whole;
    sum += rise * (q[y] * first.total - p[y] * second.total);
  }
  need(sum < 0n, 'these two policies do not show it');
  const both = `${policyInWords(users, first)} and ${policyInWords(users, second)}`;
  return `${gameInWords(samples, 'model')} is not monotone, as ${both} show`;
}

/** `preconditioner`: its denominator, and rows of `size` integers, some below 0. */
function readPreconditioner(read, size) {
  const denominator = read.line('preconditioner', read.positive);
  read.budget.work(16 * size * size);
  const rows = [];
  let longest = 0;
  for (let i = 0; i < size; i++) {
    read.literal('row');
    const row = [];
    for (let j = 0; j < size; j++) {
      read.literal(' ');
      const start = read.at;
      row.push(read.signed());
      longest = Math.max(longest, read.at - start);
      read.budget.room(48);
    }
    read.literal('\n');
    rows.push(row);
  }
  return { denominator, rows, bits: Math.max(bitsOf(denominator), 4 * longest) };
}

/** The payoff at masses a below and t in the class, and its derivatives by a mass below and by one in the class. */
function payoffAt(a, t, e, ties) {
  if (ties === 'model') return { value: a ** BigInt(e), below: BigInt(e) * a ** BigInt(e - 1), within: 0n };
  // The sum over i of b^i a^(e-i), its derivatives by a and by b: Horner's scheme in b.
  const b = a + t;
  let [value, byA, byB, powerOfA] = [0n, 0n, 0n, 1n];
  for (let j = 0; j <= e; j++) {
    value = value * b + powerOfA;
    if (j < e) {
      byA = byA * b + BigInt(j + 1) * powerOfA;
      byB = byB * b + BigInt(e - j) * powerOfA;
    }
    powerOfA *= a;
  }
  return { value, below: byA + byB, within: byB };
}

/**
 * Payoffs and their derivatives around p, with p - r, p and p + r as integers over E = D * (denominator of r), times
 * F = W E^k (k + 1 if shared): `centre`, the payoffs at p, and `low` and `high`, the ends of the Jacobian, for the
 * responses of S in ascending order, and `ends`, the payoffs at p + r of all responses. The coefficients are >= 0, so
 * the least and largest values on the box are those at its ends.
 */
function payoffsOnBox(users, policy, radius, ties, samples) {
  const { firstClass, firstMember, members, m, n, budget } = users;
  const size = policy.responses.length;
  const e = Number(samples);
  const E = policy.total * radius.bottom;
  const bits = (e + 1) * bitsOf(E) + bitsOf(users.W) + 2 * Math.log2(e + 1);
  const terms = ties === 'model' ? 6 : 5 * e;
  const step = times(bits, ties === 'model' ? bits : bitsOf(E)) + plus(bits);
  budget.work(firstMember.length * (3 * terms * step + 6 * times(bits, bitsOf(users.W))));
  budget.work(n * size * size * 2 * plus(bits) + members.length * (12 + plus(bits)) + firstMember.length * 30);
  budget.room((2 * size * size + 2 * m + 40) * roomFor(bits) + 16 * m);
  const positions = new Int32Array(m).fill(-1);
  const weights = Array.from(policy.weights, (weight) => BigInt(weight) * radius.bottom);
  const reach = radius.top * policy.total;
  policy.responses.forEach((y, i) => {
    positions[y] = i;
  });
  const low = Array.from({ length: size }, () => zeros(BigInt, size));
  const high = Array.from({ length: size }, () => zeros(BigInt, size));
  const centre = zeros(BigInt, size);
  const ends = zeros(BigInt, m);
  for (let v = 0; v < n; v++) {
    const w = BigInt(users.weights[v]);
    const under = [];
    let [a, aLow, aHigh] = [0n, 0n, 0n];
    for (let c = firstClass[v + 1] - 1; c >= firstClass[v]; c--) {
      const responses = members.subarray(firstMember[c], firstMember[c + 1]);
      const own = Array.from(responses, (y) => positions[y]).filter((i) => i >= 0);
      const t = own.reduce((sum, i) => sum + weights[i], 0n);
      const spreadOut = BigInt(own.length) * reach;
      const middle = own.length > 0 ? payoffAt(a, t, e, ties) : null;
      const bottom = own.length > 0 ? payoffAt(aLow, t - spreadOut, e, ties) : null;
      const top = payoffAt(aHigh, t + spreadOut, e, ties);
      const most = w * top.value;
      for (const y of responses) ends[y] += most;
      if (own.length > 0) {
        const [value, ...slopes] = [middle.value, bottom.below, top.below, bottom.within, top.within].map((x) => w * x);
        const [lowBelow, highBelow, lowWithin, highWithin] = slopes;
        for (const y of own) {
          centre[y] += value;
          for (const z of under) low[y][z] += lowBelow;
          for (const z of under) high[y][z] += highBelow;
          for (const z of own) low[y][z] += lowWithin;
          for (const z of own) high[y][z] += highWithin;
        }
      }
      under.push(...own);
      [a, aLow, aHigh] = [a + t, aLow + t - spreadOut, aHigh + t + spreadOut];
    }
  }
  const F = users.W * E ** BigInt(e) * (ties === 'model' ? 1n : samples + 1n);
  const scaled = (matrix) => matrix.map((row) => row.map((x) => x * E));
  return { F, bits, centre, low: scaled(low), high: scaled(high), ends };
}

/** alpha: the largest row sum of |I - C J|, times F and the denominator of C, over all J between low and high. */
function contraction(C, denominator, F, low, high) {
  const size = low.length;
  let alpha = 0n;
  for (let i = 0; i <= size; i++) {
    let rowSum = 0n;
    for (let j = 0; j <= size; j++) {
      // Column j of J: the derivatives by x_j, or by the value; its last entry belongs to the sum of x.
      let from = j < size ? C[i][size] * F : 0n;
      let to = from;
      for (let l = 0; l < size; l++) {
        const [entryLow, entryHigh] = j < size ? [low[l][j], high[l][j]] : [-F, -F];
        from += C[i][l] * (C[i][l] < 0n ? entryHigh : entryLow);
        to += C[i][l] * (C[i][l] < 0n ? entryLow : entryHigh);
      }
      const one = i === j ? denominator * F : 0n;
      rowSum += largest([one - from, to - one]);
    }
    if (rowSum > alpha) alpha = rowSum;
  }
  return alpha;
}

function equilibriumNear(read, users) {
  const ties = readPayoff(read, users);
  const samples = readSamples(read);
  const r = readRate(read, 'radius');
  if (r.top === 0n) read.wrong('the radius is above 0');
  const policy = readPolicy(read, users);
  const size = policy.responses.length;
  read.witness();
  const v = readRate(read, 'value');
  const { denominator, rows: C, bits } = readPreconditioner(read, size + 1);
  read.end();
  const { total, weights, responses } = policy;
  const box = payoffsOnBox(users, policy, r, ties, samples);
  const { F } = box;
  users.budget.work((size + 1) ** 3 * 2 * (times(box.bits + 2 * bitsOf(v.bottom), bits) + plus(box.bits + bits)));
  need(
    weights.every((weight) => BigInt(weight) * r.bottom > r.top * total),
    'a weight may vanish',
  );
  const onSupport = new Set(responses);
  const below = F * (v.top * r.bottom - r.top * v.bottom);
  need(
    box.ends.every((u, y) => onSupport.has(y) || u * v.bottom * r.bottom < below),
    'a response off the support may pay as much',
  );
  const alpha = contraction(C, denominator, F, box.low, box.high);
  need(alpha < denominator * F, 'the map does not contract');
  // |C G(p, v)|, times F and both denominators; the sum of p is 1.
  let error = 0n;
  const G = box.centre.map((u) => u * v.bottom - F * v.top);
  for (const row of C) {
    const entry = G.reduce((sum, g, l) => sum + row[l] * g, 0n);
    error = largest([error, entry, -entry]);
  }
  const image = error * r.bottom + alpha * r.top * v.bottom;
  need(image <= r.top * denominator * F * v.bottom, 'the box does not hold its image');
  const others = users.complete ? 'exactly one symmetric equilibrium, x, and it' : 'a symmetric equilibrium x that';
  const where = `is positive exactly on the support of p = ${policyInWords(users, policy)}`;
  return `${gameInWords(samples, ties)} has ${others} ${where}, with |x(y) - p(y)| <= ${inWords(r)} on it`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Claims about what no model reaches
// ---------------------------------------------------------------------------------------------------------------------

/**
 * The tangent of g at x: k D P[z] and G, over (mixture's total) W D^k, are the derivatives and the value of g there. A
 * class with mass a below, that holds the best ranked members of sets of weight s, adds s w a^k to G and, for every z
 * below it, s w a^(k-1) to P[z].
 */
function tangent(users, mixture, x, samples) {
  const { firstClass, firstMember, members, m, n, budget } = users;
  const e = Number(samples);
  const bits = e * bitsOf(x.total) + bitsOf(users.W) + bitsOf(mixture.total);
  budget.work(firstMember.length * (8 * times(bits) + 3 * plus(bits)) + members.length * plus(bits));
  budget.room(m * (12 + 2 * roomFor(bits)) + 16 * roomFor(bits));
  const massesIn = massesOf(users, x, BigInt);
  const masses = zeros(BigInt, mostClasses(users));
  const sharesIn = sharesOf(users, mixture, BigInt, false);
  const shares = zeros(BigInt, masses.length);
  const P = zeros(BigInt, m);
  let G = 0n;
  for (let v = 0; v < n; v++) {
    const weight = BigInt(users.weights[v]);
    const classes = classesOf(users, v);
    sharesIn(v, shares);
    massesIn(v, masses);
    let below = 0n;
    for (let c = 0; c < classes; c++) below += masses[c];
    let fromAbove = 0n;
    for (let c = 0; c < classes; c++) {
      const start = firstMember[firstClass[v] + c];
      const end = firstMember[firstClass[v] + c + 1];
      if (fromAbove > 0n) for (let i = start; i < end; i++) P[members[i]] += fromAbove;
      below -= masses[c];
      if (shares[c] > 0n) {
        const part = shares[c] * weight * below ** BigInt(e - 1);
        fromAbove += part;
        G += part * below;
      }
    }
  }
  return { P, G, whole: mixture.total * users.W * x.total ** samples };
}

function productBound(read, users) {
  const samples = readSamples(read);
  const opponents = readOpponents(read, users);
  const rate = readRate(read);
  read.witness();
  const mixture = readSets(read, 'mixture', users.m, opponents);
  const point = readVector(read, 'point', users.m);
  read.end();
  const { P, G, whole } = tangent(users, mixture, point, samples);
  const lost = samples * point.total * least(P) - (samples - 1n) * G;
  need(excess(lost, whole, rate) >= 0n, 'the tangent gives a weaker bound');
  const none = `no policy has ${counted(samples, 'independent sample')} that ${verb(samples)}`;
  return `${none} with rate above ${inWords(rate)} against ${promisedAgainst(opponents, 'model')}`;
}

/** `promises`: samples, strictly increasing, and the rate that they are to win with. */
function readPromises(read) {
  read.literal('promises ');
  const count = read.announced(1, 4);
  read.literal('\n');
  read.budget.work(30 * count);
  read.budget.room(240 * count);
  const promises = [];
  for (let i = 0; i < count; i++) {
    const samples = read.positive();
    if (i > 0 && samples <= promises[i - 1].samples) read.wrong('the samples of the promises strictly increase');
    read.literal(' ');
    promises.push({ samples, rate: read.rate() });
    read.literal('\n');
  }
  return promises;
}

function noCommonPolicy(read, users) {
  const promises = readPromises(read);
  read.witness();
  read.literal('multipliers');
  const multipliers = readIntegers(read, promises.length);
  const mixtures = promises.map(() => readSets(read, 'mixture', users.m, 1));
  const point = readVector(read, 'point', users.m);
  read.end();
  const { m, W, budget } = users;
  const most = promises.at(-1).samples;
  const rates = promises.reduce((sum, { rate }) => sum + bitsOf(rate.bottom), 0);
  const totals = mixtures.reduce((sum, { total }) => sum + bitsOf(total), 0);
  const factors = multipliers.reduce((longest, u) => Math.max(longest, bitsOf(u)), 0) + bitsOf(most);
  const bits = (Number(most) + 1) * bitsOf(point.total) + bitsOf(W) + totals + rates + factors + bitsOf(BigInt(m));
  budget.work((promises.length + 1) * ((m + 10) * 2 * times(bits) + 3 * plus(bits)));
  budget.room((2 * m + 20) * roomFor(bits));
  // Slopes, values and allowances over whole = W D^k for the most samples, times all the mixtures' totals.
  const whole = mixtures.reduce((product, { total }) => product * total, W * point.total ** most);
  const slopes = zeros(BigInt, m);
  let values = 0n;
  let [top, bottom] = [0n, 1n]; // of what the promises allow to be lost
  promises.forEach(({ samples, rate }, i) => {
    const { P, G, whole: own } = tangent(users, mixtures[i], point, samples);
    const factor = multipliers[i] * (whole / own);
    const slope = factor * samples * point.total;
    for (let z = 0; z < m; z++) slopes[z] += slope * P[z];
    values += factor * (samples - 1n) * G;
    top = top * rate.bottom + multipliers[i] * (rate.bottom - rate.top) * bottom;
    bottom *= rate.bottom;
  });
  need((least(slopes) - values) * bottom > top * whole, 'the tangents leave room for a policy that keeps all promises');
  const kept = listed(promises.length, (i) => {
    const { samples, rate } = promises[i];
    return `${counted(samples, 'independent sample')} ${verb(samples)} with rate at least ${inWords(rate)}`;
  });
  return `no policy keeps all of these promises against ${promisedAgainst(1, 'model')}: ${kept}`;
}

/** The entries w_v D - g_v(s) of `lottery-bound`; responses left out lose nothing, so theirs are the largest. */
function lotteryEntries(users, mixture) {
  const bits = bitsOf(users.W) + bitsOf(mixture.total);
  const N = kindFor(bits);
  users.budget.work(users.firstMember.length * (times(bits) + plus(bits)));
  users.budget.room(users.n * roomFor(bits));
  const weights = inKind(N, users.weights);
  const sharesIn = sharesOf(users, mixture, N, false);
  const shares = zeros(N, mostClasses(users));
  return entriesOf(users, true, N, bits, (v, put) => {
    const classes = classesOf(users, v);
    sharesIn(v, shares);
    let notAbove = N(mixture.total);
    put(classes + 1, weights[v] * notAbove);
    for (let c = 0; c < classes; c++) {
      put(classes - c, weights[v] * notAbove);
      notAbove -= shares[c];
    }
  });
}

function lotteryBound(read, users) {
  const samples = readSamples(read);
  const opponents = readOpponents(read, users);
  const rate = readRate(read);
  const size = samples < users.m ? Number(samples) : users.m;
  read.witness();
  const mixture = readSets(read, 'mixture', users.m, opponents);
  const tree = read.sees('tree ') ? readTree(read, users, size) : null;
  if (tree === null) read.literal('enumeration\n');
  read.end();
  // The loss of S is W D less the sum over users of their largest entry in S.
  const whole = users.W * mixture.total;
  const entries = lotteryEntries(users, mixture);
  const most = tree === null ? largestOverSets(entries, size) : treeBound(users, entries, size, tree);
  need(excess(whole - most, whole, rate) >= 0n, 'some set may lose less to the mixture');
  const none = `no way to show ${counted(samples, 'response')}, correlated or not, wins`;
  return `${none} with rate above ${inWords(rate)} against ${promisedAgainst(opponents, 'model')}`;
}

function setBound(read, users) {
  const samples = readSamples(read);
  if (samples > users.m) read.wrong('a set has no more members than there are responses');
  const rate = readRate(read);
  const size = Number(samples);
  read.witness();
  const rivals = readRivals(read, users, size);
  read.end();
  const share = { top: (rate.bottom - rate.top) * users.W, bottom: rate.bottom };
  needRivals(users, size, rivals, share, "a set's rival wins too rarely");
  const none = `no fixed set of ${counted(samples, 'response')} wins`;
  return `${none} with rate above ${inWords(rate)} against ${promisedAgainst(1, 'model')}`;
}

/** Users of weight below W/2 rank y strictly above all of S, for every y. */
function needWinningSet(users, S) {
  const { firstClass, firstMember, members, m, W, budget } = users;
  budget.work(users.n * (S.length + 4) + members.length * (4 + plus(bitsOf(W))));
  budget.room(m * (12 + roomFor(bitsOf(W))));
  const { sets } = onlySet(S);
  const places = new Int32Array(m);
  const beaten = zeros(BigInt, m);
  for (let v = 0; v < users.n; v++) {
    placeRanked(users, v, places);
    const best = bestPlace(sets, 0, places, true);
    forgetRanked(users, v, places);
    if (best === 0) continue;
    const weight = BigInt(users.weights[v]);
    const from = firstMember[firstClass[v]];
    const to = firstMember[firstClass[v] + best - 1];
    for (let i = from; i < to; i++) beaten[members[i]] += weight;
  }
  need(2n * largest(beaten) < W, 'a response beats the set for half of the users');
}

function condorcetDimension(read, users) {
  const dimension = read.line('dimension', read.positive);
  if (dimension > users.m) read.wrong('a set has no more members than there are responses');
  const size = Number(dimension);
  read.witness();
  const winning = read.line('winning', () => read.set(users.m, size));
  if (winning.length !== size) read.wrong('the winning set has as many members as the dimension says');
  const rivals = size > 1 ? readRivals(read, users, size - 1) : null;
  read.end();
  needWinningSet(users, winning);
  if (rivals !== null) needRivals(users, size - 1, rivals, { top: users.W, bottom: 2n }, 'a smaller set may win');
  const least = 'the least size of a set that no response beats for half of the users or more';
  return `the Condorcet dimension is ${dimension}: ${least}`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Claims about margins
// ---------------------------------------------------------------------------------------------------------------------

function nlhf(read, users) {
  const policy = readPolicy(read, users);
  read.witness();
  read.end();
  needNlhf(users, policy, 'the policy');
  return `${policyInWords(users, policy)} is an NLHF policy`;
}

/** So many integers to the end of the line, each after a space. */
function readIntegers(read, count) {
  read.budget.work(16 * count);
  read.budget.room(48 * count);
  const integers = [];
  for (let i = 0; i < count; i++) {
    read.literal(' ');
    integers.push(read.integer());
  }
  read.literal('\n');
  return integers;
}

/** `multipliers`: E and `count` numbers. */
function readMultipliers(read, count) {
  read.literal('multipliers ');
  const E = read.positive();
  return { E, u: readIntegers(read, count) };
}

/** Numbers for all responses as a vector, with a total of its own. */
function asVector(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  return { total, responses: Int32Array.from(weights.keys()), weights, sets: null };
}

function nlhfBound(read, users) {
  const samples = readSamples(read);
  const rate = readRate(read);
  read.witness();
  const mixture = readSets(read, 'mixture', users.m, 1);
  const point = readVector(read, 'point', users.m);
  const { E, u: multipliers } = readMultipliers(read, users.m);
  read.end();
  users.budget.room(8 * users.m);
  const u = asVector(multipliers);
  const { P, G, whole } = tangent(users, mixture, point, samples);
  const bits = bitsOf(whole) + bitsOf(E) + bitsOf(u.total);
  users.budget.work(users.m * 4 * times(bits));
  users.budget.room(users.m * 2 * roomFor(bits));
  // Everything over (mixture's total) W D^k E.
  const slope = E * samples * point.total;
  const perMargin = whole / users.W;
  const tilted = gains(users, u).map((gain, z) => slope * P[z] + perMargin * gain);
  const lost = least(tilted) - (samples - 1n) * E * G;
  need(excess(lost, whole * E, rate) >= 0n, 'the tangent gives a weaker bound');
  const win = `${counted(samples, 'independent sample')} ${verb(samples)}`;
  const some = `some response against which its ${win} with rate at most ${inWords(rate)}`;
  return `every NLHF policy has ${some} (${TIES.model})`;
}

function nlhfBelow(read, users) {
  const samples = readSamples(read);
  const rate = readRate(read);
  const policy = readPolicy(read, users);
  read.witness();
  const y = read.line('opponent', () => read.below(users.m));
  read.end();
  needNlhf(users, policy, 'the policy');
  const { sum, whole } = lossTo(users, policy, 'model', samples, onlySet([y]));
  need(excess(sum, whole, rate) >= 0n, 'the opponent wins less often than 1 - rate');
  const win = `${counted(samples, 'independent sample')} of it ${verb(samples)} with rate at most ${inWords(rate)}`;
  const against = `the opponent that shows ${quoted(users, y)}`;
  return `${policyInWords(users, policy)} is an NLHF policy, and ${win} against ${against} (${TIES.model})`;
}

function readPrime(read) {
  const modulus = read.line('prime', read.integer);
  if (modulus < 2n) read.wrong('wanted an integer of at least 2');
  return modulus;
}

function nlhfUnique(read, users) {
  const policy = readPolicy(read, users);
  read.witness();
  const modulus = readPrime(read);
  read.end();
  needFace(users, policy, modulus, policy, [policy], 0);
  return `${policyInWords(users, policy)} is the only NLHF policy`;
}

function nlhfFace(read, users) {
  const dimension = read.line('dimension', read.positive);
  if (dimension >= users.m) read.wrong('the dimension is below the number of responses');
  const policy = readPolicy(read, users);
  read.witness();
  const modulus = readPrime(read);
  const interior = readVector(read, 'interior', users.m);
  const optima = [];
  for (let i = 0; i <= dimension; i++) optima.push(readVector(read, 'optimum', users.m));
  read.end();
  needFace(users, policy, modulus, interior, optima, Number(dimension));
  return `the NLHF policies form a polytope of dimension ${dimension} that contains ${policyInWords(users, policy)}`;
}

const readWinner = (read, users) => read.line('winner', () => read.below(users.m));

function condorcetWinner(read, users) {
  const winner = readWinner(read, users);
  read.witness();
  read.end();
  needCondorcetWinner(users, winner);
  return `${quoted(users, winner)} is the Condorcet winner: it beats every other response`;
}

function noCondorcetWinner(read, users) {
  const { m, budget } = users;
  read.witness();
  read.literal('rivals');
  budget.room(m * (16 + roomFor(bitsOf(users.W))));
  const rivals = new Int32Array(m);
  for (let y = 0; y < m; y++) {
    read.literal(' ');
    rivals[y] = read.below(m);
  }
  read.literal('\n');
  read.end();
  budget.work(users.members.length * (4 + plus(bitsOf(users.W))) + m);
  const places = new Int32Array(m);
  const margins = zeros(BigInt, m); // of y over its rival
  for (let v = 0; v < users.n; v++) {
    const weight = BigInt(users.weights[v]);
    const from = users.firstMember[users.firstClass[v]];
    const to = users.firstMember[users.firstClass[v + 1]];
    placeRanked(users, v, places);
    for (let i = from; i < to; i++) {
      const y = users.members[i];
      const other = places[rivals[y]];
      if (other === 0 || other === places[y]) continue;
      margins[y] += places[y] < other ? weight : -weight;
    }
    forgetRanked(users, v, places);
  }
  need(
    margins.every((margin, y) => rivals[y] !== y && margin <= 0n),
    'a response beats its rival, or is its own rival',
  );
  return 'there is no Condorcet winner: no response beats every other one';
}

function collapse(read, users) {
  const winner = readWinner(read, users);
  const value = readRate(read, 'value');
  read.witness();
  read.end();
  needCondorcetWinner(users, winner);
  const { sums, whole } = losses(users, pointMass(winner), 'model', 1n);
  need(excess(largest(sums), whole, value) === 0n, 'the rate is another one');
  const only = `the only NLHF policy is the point mass on ${quoted(users, winner)}`;
  const rate = `rate exactly ${inWords(value)} against the best opponent that shows 1 response`;
  return `${only}, and for every k its k samples win with ${rate} (${TIES.model})`;
}

function marginGame(read, users) {
  const value = readRate(read, 'value');
  read.witness();
  const primal = readVector(read, 'primal', users.m);
  const dual = readVector(read, 'dual', users.m);
  read.end();
  const reached = (policy, worst) => worst * value.bottom === value.top * policy.total * users.W;
  need(reached(primal, least(gains(users, primal))), 'the primal policy does not reach the value');
  need(reached(dual, -least(gains(users, dual))), 'the dual policy does not concede the value');
  return `the linear program of the margin game has the optimum ${inWords(value)}`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Claims about all populations of a kind
// ---------------------------------------------------------------------------------------------------------------------

/** One `condition`: c_0, and terms of a factor c, the response a above, and the set B that it is above of. */
function readCondition(read, m) {
  read.literal('condition ');
  const constant = read.signed();
  read.literal(' ');
  const count = read.announced(1, 6);
  read.literal('\n');
  const terms = [];
  let divisor = absolute(constant);
  let before = 0;
  let beforeEnd = 0;
  for (let i = 0; i < count; i++) {
    const factor = read.signed();
    if (factor === 0n) read.wrong('the factor of a term is not 0');
    read.literal(' ');
    const start = read.at;
    const a = read.below(m);
    read.literal(' ');
    const B = read.set(m, m);
    const end = read.at;
    if (B.includes(a)) read.wrong('a response is not above itself');
    if (i > 0 && !read.increases(before, beforeEnd, start, end)) read.wrong('the terms do not strictly increase');
    read.literal('\n');
    [before, beforeEnd] = [start, end];
    read.budget.work(40 + 4 * B.length);
    read.budget.room(300 + 16 * B.length);
    terms.push({ factor, a, B });
    if (divisor !== 1n) {
      const bits = Math.min(bitsOf(divisor), bitsOf(absolute(factor)));
      read.budget.work(euclid(bits) + 2 * over(bitsOf(divisor), bitsOf(absolute(factor))));
      divisor = gcd(divisor, absolute(factor));
    }
  }
  if (divisor !== 1n) read.wrong('the numbers of a condition have a common divisor');
  return { constant, terms };
}

function readConditions(read, m) {
  read.literal('conditions ');
  const count = read.announced(0, 20);
  read.literal('\n');
  const conditions = [];
  for (let i = 0; i < count; i++) {
    read.budget.room(200);
    conditions.push(readCondition(read, m));
  }
  return conditions;
}

// Sets of responses are the bits of a Number from here on: there are too many rankings long before 31 responses.

const bitsOfSet = (members) => members.reduce((set, y) => set | (1 << y), 0);

/** Visits all rankings: above[y] and below[y] are the sets of the responses above and below y's class. */
function eachRanking(m, strict, visit) {
  const above = new Int32Array(m);
  const below = new Int32Array(m);
  const rank = (ranked, left) => {
    if (left === 0) {
      visit(above, below);
      return;
    }
    // The next class is each one of those left, or, where there may be ties, each set of some of them.
    for (let others = left; others > 0;) {
      const members = strict ? others & -others : others;
      others = strict ? others - members : (others - 1) & left;
      for (let y = 0; y < m; y++) {
        if (((members >> y) & 1) === 0) continue;
        above[y] = ranked;
        below[y] = left - members;
      }
      rank(ranked + members, left - members);
    }
  };
  rank(0, 2 ** m - 1);
}

/** Visits the rankings of the certificate, all complete, in the same form. */
function eachGivenRanking(users, visit) {
  const { n, m, firstClass, firstMember, members } = users;
  const above = new Int32Array(m);
  const below = new Int32Array(m);
  for (let v = 0; v < n; v++) {
    let ranked = 0;
    for (let c = firstClass[v]; c < firstClass[v + 1]; c++) {
      const tied = members.subarray(firstMember[c], firstMember[c + 1]);
      const both = ranked + bitsOfSet(tied);
      for (const y of tied) {
        above[y] = ranked;
        below[y] = 2 ** m - 1 - both;
      }
      ranked = both;
    }
    visit(above, below, v);
  }
}

/** The mass of a policy in every set of responses, in the kind N. */
function massOfSets(policy, m, N) {
  const weights = spread(policy, m, N);
  const masses = zeros(N, 2 ** m);
  for (let set = 1; set < masses.length; set++) {
    const first = 31 - Math.clz32(set);
    masses[set] = masses[set - (1 << first)] + weights[first];
  }
  return masses;
}

/** Returns (above, below, values) => fills values[i] with h_i of a ranking, those of `rule nlhf` first. */
function conditionsOn(conditions, masses, nlhfRule, m, N) {
  const own = conditions.map(({ constant, terms }) => ({
    constant: N(constant),
    terms: terms.map(({ factor, a, B }) => ({ factor: N(factor), a, B: bitsOfSet(B) })),
  }));
  return (above, below, values) => {
    let i = 0;
    if (nlhfRule) for (let z = 0; z < m; z++) values[i++] = masses[above[z]] - masses[below[z]];
    for (const { constant, terms } of own) {
      let value = constant;
      for (const { factor, a, B } of terms) if ((B & below[a]) === B) value += factor;
      values[i++] = value;
    }
  };
}

/**
 * limits[y][set]: the largest integer that the sum of u_{y,i} h_i(R) may be where R has this set below y's class.
 * That sum is an integer, so it is enough to round E_y (1 - r - a^k / D^k) down.
 */
function limitsOf(policy, samples, rate, multipliers, m, N) {
  const whole = policy.total ** samples;
  const masses = massOfSets(policy, m, BigInt);
  const left = masses.map((a) => (rate.bottom - rate.top) * whole - rate.bottom * a ** samples);
  return multipliers.map(({ E }) => {
    const limits = zeros(N, masses.length);
    left.forEach((x, set) => {
      limits[set] = N(quotient(E * x, rate.bottom * whole));
    });
    return limits;
  });
}

const greater = (a, b) => (a > b ? a : b);

/** The sizes of the arithmetic with all rankings, charged before the first of them: the kind of numbers it needs. */
function chargeRankings(users, { strict, nlhfRule, samples, rate, policy, conditions, multipliers }) {
  const { n, m, W, budget } = users;
  const rankings = howManyRankings(m, strict);
  // Too many rankings stop here, before anything is computed from the multipliers.
  budget.work(rankings * m * 4);
  const terms = conditions.reduce((sum, condition) => sum + condition.terms.length, 0);
  const longest = bitsOf(multipliers.reduce((most, { E, u }) => u.reduce(greater, greater(most, E)), 1n));
  const factors = conditions.flatMap(({ constant, terms }) => [constant, ...terms.map(({ factor }) => factor)]);
  const size = factors.reduce((most, factor) => Math.max(most, bitsOf(absolute(factor))), bitsOf(policy.total));
  const count = (nlhfRule ? m : 0) + conditions.length;
  // No h is above 2^values, and no sum of products and no limit above 2^bits.
  const values = size + Math.ceil(Math.log2(terms + 2));
  const bits = values + longest + Math.ceil(Math.log2(count + 1)) + 1;
  const products = multipliers.reduce((sum, { u }) => sum + u.filter((x) => x > 0n).length, 0);
  const each = 4 * m + (terms + count) * (3 + plus(bits)) + products * (2 + times(values, longest) + plus(bits));
  budget.work(rankings * each);
  budget.work(n * (each + count * (times(bits, bitsOf(W)) + plus(bits + bitsOf(W)))));
  const powers = Number(samples) * bitsOf(policy.total) + bitsOf(rate.bottom);
  budget.work(2 ** m * (3 * times(powers) + m * (times(powers + longest) + 4 * times(powers, longest))));
  budget.room(2 ** m * (2 * roomFor(powers) + (m + 2) * roomFor(bits)));
  budget.room(count * (16 * m + roomFor(bits)) + 200 * terms);
  return kindFor(bits);
}

function worstPopulation(read, users) {
  const { m } = users;
  const strict = read.sees('rankings strict\n');
  read.literal(strict ? 'rankings strict\n' : 'rankings weak\n');
  const nlhfRule = read.sees('rule nlhf\n');
  read.literal(nlhfRule ? 'rule nlhf\n' : 'rule any\n');
  const samples = readSamples(read);
  const rate = readRate(read);
  const policy = readPolicy(read, users);
  const conditions = readConditions(read, m);
  read.witness();
  const count = (nlhfRule ? m : 0) + conditions.length;
  const multipliers = [];
  for (let y = 0; y < m; y++) multipliers.push(readMultipliers(read, count));
  read.end();
  const N = chargeRankings(users, { strict, nlhfRule, samples, rate, policy, conditions, multipliers });

  need(users.complete, 'a ranking is incomplete');
  need(!strict || users.firstMember.length - 1 === users.members.length, 'a ranking has a tie');
  const evaluate = conditionsOn(conditions, massOfSets(policy, m, N), nlhfRule, m, N);
  const values = zeros(N, count);
  const sums = zeros(BigInt, count);
  eachGivenRanking(users, (above, below, v) => {
    evaluate(above, below, values);
    for (let i = 0; i < count; i++) sums[i] += BigInt(users.weights[v]) * BigInt(values[i]);
  });
  need(
    sums.every((sum) => sum >= 0n),
    'the population does not meet a condition',
  );
  const { sums: lost, whole } = losses(users, policy, 'model', samples);
  need(excess(largest(lost), whole, rate) === 0n, 'the rate over this population is another one');

  const limits = limitsOf(policy, samples, rate, multipliers, m, N);
  const used = multipliers.map(({ u }) => Array.from(u.keys()).filter((i) => u[i] > 0n));
  const factors = multipliers.map(({ u }, y) => used[y].map((i) => N(u[i])));
  eachRanking(m, strict, (above, below) => {
    evaluate(above, below, values);
    for (let y = 0; y < m; y++) {
      let sum = N(0);
      for (let j = 0; j < used[y].length; j++) sum += factors[y][j] * values[used[y][j]];
      need(sum <= limits[y][below[y]], 'the multipliers do not bound the loss of some ranking');
    }
  });

  const win = `${samplesInWords(users, policy, samples)} ${verb(samples)} against an opponent that shows 1 response`;
  const exactly = `the least rate with which ${win} is exactly ${inWords(rate)} (${TIES.model})`;
  const kind = `population of complete ${strict ? 'strict' : 'weak'} rankings of these responses`;
  const meeting = conditions.map((condition) => conditionInWords(users, condition));
  if (nlhfRule) meeting.unshift('this policy is NLHF');
  const where = count > 0 ? ` for which ${listed(meeting.length, (i) => meeting[i], ' and ')}` : '';
  return `${exactly}, and it is no smaller for any ${kind}${where}`;
}

function conditionInWords(users, { constant, terms }) {
  const sum = listed(
    terms.length,
    (i) => {
      const { factor, a, B } = terms[i];
      users.budget.work(20 + over(bitsOf(absolute(factor)), bitsOf(absolute(factor))));
      const signed = factor < 0n ? `- ${-factor}` : `+ ${factor}`;
      return `${signed} * P[${quoted(users, a)} above all of ${inSet(users, B)}]`;
    },
    ' ',
  );
  return `${constant} ${sum} >= 0`;
}

const CLAIMS = new Map([
  ['robust', robust],
  ['not-robust', notRobust],
  ['worst-case', worstCase],
  ['win-rate', (read, users) => winRate(read, users, true)],
  ['not-win-rate', (read, users) => winRate(read, users, false)],
  ['least-samples', leastSamples],
  ['no-samples', noSamples],
  ['robust-every-k', robustEveryK],
  ['limit', limit],
  ['epsilon-equilibrium', epsilonEquilibrium],
  ['equilibria-located', equilibriaLocated],
  ['not-monotone', notMonotone],
  ['equilibrium-near', equilibriumNear],
  ['product-bound', productBound],
  ['lottery-bound', lotteryBound],
  ['set-bound', setBound],
  ['condorcet-dimension', condorcetDimension],
  ['nlhf', nlhf],
  ['nlhf-bound', nlhfBound],
  ['nlhf-below', nlhfBelow],
  ['nlhf-unique', nlhfUnique],
  ['nlhf-face', nlhfFace],
  ['condorcet-winner', condorcetWinner],
  ['no-condorcet-winner', noCondorcetWinner],
  ['collapse', collapse],
  ['margin-game', marginGame],
  ['worst-population', worstPopulation],
  ['no-common-policy', noCommonPolicy],
]);

// ---------------------------------------------------------------------------------------------------------------------
// A file
// ---------------------------------------------------------------------------------------------------------------------

/** The claim in words, if the file proves it; else throws a Refusal. */
function proveFile(bytes, budget) {
  if (bytes.length > LARGEST_FILE) throw new Refusal('over budget', `the file is longer than ${LARGEST_FILE} bytes`);
  budget.work(4 * bytes.length);
  budget.room(bytes.length);
  const read = new Reader(bytes, budget);
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== LINE_FEED && (bytes[i] < 0x20 || bytes[i] > 0x7e)) {
      read.at = i;
      read.wrong(bytes.includes(CARRIAGE_RETURN) ? CRLF : 'a byte is neither in 0x20-0x7E nor a line feed');
    }
  }
  const version = read.sees(`${FORMAT} 1 `) ? 1 : 2;
  const claim = Array.from(CLAIMS.keys()).find((name) => read.sees(`${FORMAT} ${version} ${name}\n`));
  if (claim === undefined) read.wrong('an unknown format, version or claim');
  read.literal(`${FORMAT} ${version} ${claim}\n`);
  const users = readPopulation(read, version);
  const words = CLAIMS.get(claim)(read, users);
  const over = users.shares ? `these shares in 1/${users.W}` : `these ${counted(users.W, 'voter')}`;
  return `over ${over} and ${counted(users.m, 'response')} (${users.unranked}), ${words}`;
}

/**
 * Checks a certificate, a Uint8Array: { outcome, code, message, units, room }. The outcome is one of the four of
 * FORMAT.md, the code is the exit code there, the message of `proved` is the claim in words, and the work units and the
 * bytes of memory are what the check was charged.
 */
export function check(bytes, steps = MOST_STEPS) {
  const budget = new Budget(steps);
  let outcome;
  let message;
  try {
    message = proveFile(bytes, budget);
    outcome = 'proved';
  } catch (error) {
    // A number or an array beyond what the machine can hold is a RangeError.
    if (!(error instanceof Refusal) && !(error instanceof RangeError)) throw error;
    outcome = error instanceof Refusal ? error.outcome : 'over budget';
    message = error.message;
  }
  const whole = (charged) => (charged < 1e15 ? Math.ceil(charged) : 1e15);
  return { outcome, code: CODES[outcome], message, units: whole(budget.steps), room: whole(budget.bytes) };
}

// ---------------------------------------------------------------------------------------------------------------------
// The command line, under node only
// ---------------------------------------------------------------------------------------------------------------------

const USAGE = 'usage: node checker.mjs [--budget UNITS] [--units] FILE... | [--budget UNITS] [--units] --batch | --version';

/** Returns (name, result) => the line for one certificate; a name of a file has no line feed there, and moves no cursor. */
const answerer =
  (withUnits) =>
  (name, { outcome, message, units, room }) => {
    const costs = withUnits && units !== undefined ? ` (${units} units, ${room} bytes)` : '';
    return `${shown(name, /[\p{Cc}\p{Zl}\p{Zp}]/gu)}: ${outcome}: ${message}${costs}\n`;
  };

/** The exit code: that of the worst outcome; 2 if there is none. */
const worst = (outcomes) => CODES[FROM_THE_WORST.find((outcome) => outcomes.has(outcome)) ?? 'malformed'];

/** The bytes of a file, of an endless one only enough to see that it is too long; null if it cannot be read. */
function readFile(fs, path) {
  let file;
  try {
    file = fs.openSync(path);
    let bytes = Buffer.allocUnsafe(Math.min(fs.fstatSync(file).size, LARGEST_FILE) + 1);
    let length = 0;
    for (;;) {
      const more = fs.readSync(file, bytes, length, bytes.length - length, null);
      length += more;
      if (more === 0 || length > LARGEST_FILE) return bytes.subarray(0, length);
      if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length + 65536, LARGEST_FILE + 1));
    }
  } catch {
    return null;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

function checkFiles(fs, paths, steps, answer, say) {
  const outcomes = new Set();
  for (const path of paths) {
    const bytes = readFile(fs, path);
    const result = bytes === null ? { outcome: 'malformed', message: 'the file cannot be read' } : check(bytes, steps);
    outcomes.add(result.outcome);
    say(answer(path, result));
  }
  return worst(outcomes);
}

/** Certificates from standard input, each after a line with its length in bytes; answers are numbered from 1. */
async function checkBatch(input, steps, answer, say, complain) {
  const outcomes = new Set();
  let chunks = [];
  let size = 0;
  let wanted = 1; // so many bytes make the next step possible
  let number = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    const held = Buffer.concat(chunks);
    let answers = '';
    let at = 0;
    for (;;) {
      const end = held.indexOf(LINE_FEED, at);
      const head = held.subarray(at, end < 0 ? held.length : end).toString('latin1');
      if (!/^[0-9]{0,9}$/.test(head) || end === at) {
        say(answers);
        complain('standard input: wanted the length of the next certificate, and a line feed\n');
        return CODES.malformed;
      }
      wanted = end < 0 ? held.length + 1 - at : end + 1 + Number(head) - at;
      if (held.length - at < wanted) break;
      const result = check(held.subarray(end + 1, at + wanted), steps);
      outcomes.add(result.outcome);
      answers += answer(`${++number}`, result);
      at += wanted;
    }
    if (answers !== '') say(answers);
    chunks = [held.subarray(at)];
    size = held.length - at;
  }
  if (size > 0) complain('standard input ends within a certificate\n');
  return size > 0 ? CODES.malformed : worst(outcomes);
}

async function main(fs, words) {
  const say = (text) => process.stdout.write(text);
  const complain = (text) => process.stderr.write(text);
  if (words.length === 1 && words[0] === '--version') {
    const { createHash } = await import('node:crypto');
    const digest = createHash('sha256').update(fs.readFileSync(new URL(import.meta.url))).digest('hex');
    say(`${VERSION}, sha256 ${digest}\n`);
    return 0;
  }
  let steps = MOST_STEPS;
  let paths = words;
  if (paths[0] === '--budget') {
    steps = /^[0-9]{1,15}$/.test(paths[1] ?? '') ? Number(paths[1]) : NaN;
    paths = paths.slice(2);
  }
  const withUnits = paths[0] === '--units';
  if (withUnits) paths = paths.slice(1);
  const answer = answerer(withUnits);
  const batch = paths.length === 1 && paths[0] === '--batch';
  const option = paths.find((path) => path.startsWith('--'));
  if (Number.isNaN(steps) || paths.length === 0 || (option !== undefined && !batch)) {
    complain(`${USAGE}\n`);
    return CODES.malformed;
  }
  return batch ? checkBatch(process.stdin, steps, answer, say, complain) : checkFiles(fs, paths, steps, answer, say);
}

if (globalThis.process?.versions?.node !== undefined && process.argv[1] !== undefined) {
  const fs = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  if (fs.realpathSync(process.argv[1]) === fs.realpathSync(fileURLToPath(import.meta.url))) {
    // Nobody reads the answers any more: nothing was answered.
    process.stdout.on('error', () => process.exit(CODES.malformed));
    process.exitCode = CODES.malformed;
    process.exitCode = await main(fs, process.argv.slice(2));
  }
}
