'use strict';
(() => {
// ---- Elements. What comes from outside gets in as text or as an attribute's value, never as markup.
const $ = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {}))
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  node.append(...children.flat(9).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}
const el = (name, attributes, ...children) => build(document.createElement(name), attributes, children);
const svg = (name, attributes, ...children) => build(document.createElementNS(SVG, name), attributes, children);
const fill = (id, ...children) => $(id).replaceChildren(...children.flat(9).filter(child => child));
const none = text => el('p', { class: 'none' }, text);
const sub = (...text) => text[0] && el('span', { class: 'sub' }, text);

// ---- Numbers, money and times, as people read them.
const count = number => Number(number).toLocaleString('en-US');
const plural = (number, one, many) => count(number) + ' ' + (Number(number) === 1 ? one : many || one + 's');
const short = id => id.length > 18 ? id.slice(0, 8) + '…' + id.slice(-4) : id;
const code = id => el('code', { title: id }, short(id));
const sum = numbers => numbers.reduce((all, each) => all + Number(each), 0);

function decimal(amount, places) {
  const digits = amount.toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction ? whole + '.' + fraction : whole;
}

// In the unit that needs fewest noughts: [figure, unit], and exact as [, , text].
function ether(wei) {
  const amount = BigInt(wei);
  const size = amount < 0n ? -amount : amount;
  const sign = amount < 0n ? '−' : '';
  const [places, unit] = size === 0n || size >= 10n ** 14n ? [18, 'ETH'] : size >= 10n ** 5n ? [9, 'gwei'] : [0, 'wei'];
  const exact = decimal(size, places);
  return [sign + brief(exact), unit, sign + exact + '\u00a0' + unit];
}

// Five digits that count, and every digit before the point; never rounded up.
function brief(figure) {
  const point = figure.indexOf('.');
  if (point < 0) return figure;
  let at = point;
  const counts = digits => digits.replace(/[^0-9]/g, '').replace(/^0+/, '').length;
  while (at < figure.length && counts(figure.slice(0, at)) < 5) at++;
  return at === point ? figure.slice(0, point) : figure.slice(0, at).replace(/\.?0+$/, '');
}

const units = amount => decimal(BigInt(amount), 0) + ' units';
const money = (amount, token) => token
  ? units(amount) + ' of ' + short(token) : ether(amount).slice(0, 2).join('\u00a0');
// The same as an element, whose title is exact.
const coin = (amount, token) => token
  ? el('span', { title: token }, money(amount, token)) : el('span', { class: 'coin', title: ether(amount)[2] }, money(amount));

function bytes(number) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  for (; number >= 1024 && at < units.length - 1; at++) number /= 1024;
  return number.toLocaleString('en-US', { maximumFractionDigits: number < 10 && at > 0 ? 1 : 0 }) + '\u00a0' + units[at];
}

function share(part, whole) {
  if (!whole) return '–';
  // Never rounded up to all.
  return (Math.floor(part * 1000 / whole) / 10).toLocaleString('en-US') + '%';
}

function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return s + '\u00a0s';
  if (s < 7200) return Math.round(s / 60) + '\u00a0min';
  if (s < 172800) return Math.round(s / 3600) + '\u00a0h';
  return count(Math.round(s / 86400)) + '\u00a0days';
}

const FULL = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' };
const moments = {
  full: new Intl.DateTimeFormat('en-GB', FULL),
  hour: new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
};
const moment = at => el('time', { datetime: new Date(at * 1000).toISOString() }, moments.full.format(at * 1000));
const when = (at, now) => at > now ? 'in ' + duration(at - now) : duration(now - at) + ' ago';

// ---- Pieces of the page.
function tile(name, figure, unit, note, bad) {
  return el('div', { class: bad ? 'tile bad' : 'tile' },
    el('dt', {}, name),
    el('dd', { class: 'figure' }, figure, unit && el('small', {}, '\u00a0' + unit)),
    note && el('dd', { class: 'note' }, note));
}

// Columns: [name, cell(row), class]. The first is the row's own name.
function table(caption, columns, rows, cards) {
  return el('table', { role: 'table', class: cards ? 'cards' : null },
    el('caption', { class: 'unseen' }, caption),
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
      columns.map(([name, , kind]) => el('th', { scope: 'col', role: 'columnheader', class: kind }, name)))),
    el('tbody', { role: 'rowgroup' }, rows.map(row => el('tr', { role: 'row' }, columns.map(([name, cell, kind], i) =>
      el(i === 0 ? 'th' : 'td', {
        scope: i === 0 ? 'row' : null, role: i === 0 ? 'rowheader' : 'cell', class: kind, 'data-name': name,
      }, i === 0 || !cards ? cell(row) : el('div', {}, cell(row))))))));
}

const pairs = entries => el('dl', { class: 'pairs' }, entries.filter(entry => entry).map(([name, value]) =>
  [el('dt', {}, name), el('dd', {}, value)]));

// The same beside one another.
const cells = entries => el('dl', { class: 'cells' }, entries.map(([name, value]) =>
  el('div', {}, el('dt', {}, name), el('dd', {}, value))));

const legend = entries => el('ul', { class: 'legend' }, entries.map(([name, colour]) =>
  el('li', {}, el('i', { class: 'c-' + colour }), name)));

// One line of stretches: [length, colour, name]; a mark stands where something is due.
function bar(stretches, whole, name, mark, height) {
  let from = 0;
  const rects = stretches.filter(([length]) => length > 0).map(([length, colour, what]) => {
    const x = 100 * from / whole;
    from += length;
    return svg('rect', { x: x + '%', width: 100 * length / whole + '%', height: '100%', class: 'c-' + colour },
      svg('title', {}, what + ': ' + count(length)));
  });
  const at = mark ? Math.min(100, 100 * mark.at / whole) + '%' : null;
  return svg('svg', { role: 'img', 'aria-label': name, height: height || 12 },
    svg('rect', { width: '100%', height: '100%', class: 'c-left' }), rects,
    mark && svg('line', { x1: at, x2: at, y1: -3, y2: '120%', class: 'mark' }, svg('title', {}, mark.name)));
}

// Lines of bars on one scale: [name, number, colour, note]; what is as many as the least fills a line.
function lines(entries, caption, least) {
  const most = Math.max(least || 1, ...entries.map(([, number]) => number));
  return el('ul', { class: 'lines', 'aria-label': caption }, entries.map(([name, number, colour, note]) =>
    el('li', {}, el('span', {}, name, sub(note)),
      svg('svg', { 'aria-hidden': 'true', height: 12 }, svg('rect', { width: '100%', height: '100%', class: 'c-left' }),
        svg('rect', { width: 100 * number / most + '%', height: '100%', class: 'c-' + colour })),
      el('b', { class: number === 0 && 'zero' }, count(number)))));
}

function niceCeiling(most) {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].find(step => step * power >= most * 0.999999) * power;
}

// Bars over time. Layers: {name, colour, values (numbers), text(i)}; stacked, or side by side.
function chart(series, layers, options) {
  const points = series.paid.length, height = 170, foot = 20, top = 16;
  const at = i => 100 * i / points;
  const tall = Array.from({ length: points }, (_, i) => options.stacked
    ? sum(layers.map(layer => layer.values[i])) : Math.max(...layers.map(layer => layer.values[i])));
  const most = niceCeiling(options.whole ? Math.max(2, ...tall) : Math.max(...tall));
  const y = value => height - (height - top) * value / most;
  const hours = series.seconds < 86400;
  const time = i => (series.from + i * series.seconds) * 1000;
  const label = i => hours
    ? moments.hour.format(time(i)) + ' to ' + moments.full.format(time(i + 1)) : moments.day.format(time(i));
  const grid = [0, 0.5, 1].map(part => svg('g', {},
    svg('line', { x1: 0, x2: '100%', y1: y(most * part), y2: y(most * part), class: part ? 'rule' : 'base' })));
  const scale = [0.5, 1].map(part => svg('text', { x: 0, y: y(most * part) - 4, class: 'scale' }, options.axis(most * part)));
  const every = 12;
  const ticks = Array.from({ length: points / every }, (_, i) => i * every).map(i =>
    svg('text', { x: at(i) + '%', y: height + foot - 5, class: i % (2 * every) ? 'tick odd' : 'tick' }, hours
      ? moments.day.format(time(i)) + ' ' + moments.hour.format(time(i)) : moments.day.format(time(i))));
  const bars = Array.from({ length: points }, (_, i) => {
    let base = 0;
    return svg('g', {},
      layers.map((layer, n) => {
        const value = layer.values[i], width = 100 / points;
        if (!value) return null;
        const x = options.stacked ? at(i) + width * 0.1 : at(i) + width * (0.08 + n * 0.5);
        const low = base;
        if (options.stacked) base += value;
        const shown = Math.max(1.5, y(low) - y(low + value));
        return svg('rect', {
          x: x + '%', width: width * (options.stacked ? 0.8 : n ? 0.34 : 0.5) + '%', y: y(low) - shown, height: shown,
          class: 'c-' + layer.colour,
        });
      }),
      svg('rect', { x: at(i) + '%', width: 100 / points + '%', y: 0, height, class: 'span' },
        svg('title', {}, [label(i), ...layers.map(layer => layer.name + ': ' + layer.text(i))].join('\n'))));
  });
  const id = 'chart-' + options.id;
  return [
    legend(layers.map(layer => [layer.name, layer.colour])),
    svg('svg', { class: 'plot', role: 'img', 'aria-labelledby': id + '-title ' + id + '-desc', height: height + foot },
      svg('title', { id: id + '-title' }, options.title),
      svg('desc', { id: id + '-desc' }, options.description),
      grid, bars, scale, ticks),
  ];
}

// ---- Words for what the server counts.
const STATES = {
  serving: 'good', delivering: 'good', delivered: 'good', closing: 'warn', fetching: 'warn', waiting: 'warn', left: '',
  over: '', recalled: 'bad', damaged: 'bad', due: 'good', waits: '', asks: 'warn', stopped: 'bad', done: 'good',
};
const WORDS = {
  left: 'not taken', asks: 'asks for you', waits: 'waits', due: 'next wave is due', stopped: 'stopped', done: 'done',
  closing: 'no new sessions',
};
const pill = state => el('span', { class: 'pill ' + (STATES[state] || '') }, WORDS[state] || state);
const STANDINGS = {
  open: ['open', 'waiting', 'take a challenge'], answered: ['answered', 'waiting', 'the receipt may still come'],
  received: ['receipt is here', 'waiting', 'waits to be reserved'],
  reserving: ['reserving', 'waiting', 'sent, not on the chain yet'], reserved: ['reserved', 'waiting', 'the key is next'],
  paid: ['paid', 'paid', null], lost: ['lost', 'unpaid', 'paid to somebody else'],
  lapsed: ['lapsed', 'unpaid', 'time ran out'], declined: ['declined', 'unpaid', 'gas cost more than the reward'],
};
const STATUSES = {
  400: 'malformed', 403: 'not this caller', 404: 'unknown', 405: 'another method', 409: 'at odds with what stands',
  410: 'over', 412: 'another digest', 413: 'too large', 416: 'out of range', 429: 'too many', 500: 'a fault of ours',
  503: 'not yet',
};
const OUTCOMES = {
  sent: 'sent', refused: 'would have failed, not sent', failed: 'no node took it', done: 'done', reverted: 'reverted',
  givenup: 'given up', displaced: 'displaced by another transaction',
};
const refusals = traffic => traffic.refusals.map(each =>
  [each.endpoint + ' refused', each.count, 'unpaid', each.status + ' ' + (STATUSES[each.status] || '')]);

function chainPairs(chain, now) {
  return [
    ['chain', [String(chain.chainId), ', escrow ', code(chain.escrow)]],
    ['newest block', chain.head === null ? 'none yet'
      : [count(chain.head) + ', ', moment(chain.headAt), sub(when(chain.headAt, now))]],
    ['followed', chain.followedAt === null ? 'not yet'
      : [when(chain.followedAt, now), chain.blocksBehind ? ', ' + plural(chain.blocksBehind, 'block') + ' behind' : '']],
  ];
}
const chainTile = (chain, now) => {
  const late = chain.followedAt === null || now - chain.followedAt > 60;
  return tile('newest block', chain.head === null ? 'unknown' : count(chain.head), null,
    chain.followedAt === null ? 'not followed yet'
      : 'followed ' + when(chain.followedAt, now) + (chain.blocksBehind ? ', ' + count(chain.blocksBehind) + ' behind' : ''),
    late);
};
const moneyTile = (name, wei, note) => {
  const [figure, unit, exact] = ether(wei);
  return tile(name, el('span', { title: exact }, figure), unit, note);
};

// Groups: [heading, entries of lines()].
function drawFailures(id, groups) {
  const some = groups.filter(([, entries]) => entries.length > 0);
  fill(id, some.length === 0 ? none('None.') : some.map(([name, entries]) => [el('h3', {}, name), lines(entries, name, 10)]));
}

// ---- The distributor.
let span = document.querySelector('input[name=span]:checked').value;
let last = null;

function drawSeries(d) {
  const series = d[span];
  const wei = texts => texts.map(text => Number(BigInt(text)));
  const all = texts => texts.reduce((total, text) => total + BigInt(text), 0n);
  const over = span === 'hours' ? 'the last 48 hours' : 'the last 48 days';
  const earned = money(all(series.earned)), fees = money(all(series.fees));
  fill('d-earned-name', 'Earned ' + earned + ', fees ' + fees);
  fill('d-earned', chart(series, [
    { name: 'earned', colour: 'paid', values: wei(series.earned), text: i => money(series.earned[i]) },
    { name: 'fees', colour: 'fees', values: wei(series.fees), text: i => money(series.fees[i]) },
  ], {
    id: 'earned', title: 'Earnings and fees over ' + over, description: earned + ' earned, ' + fees + ' of fees.',
    axis: value => money(BigInt(Math.round(value))),
  }));
  const paid = sum(series.paid), waiting = sum(series.waiting), unpaid = sum(series.unpaid);
  fill('d-deliveries-name', plural(paid + waiting + unpaid, 'delivery', 'deliveries'));
  fill('d-deliveries', chart(series, [
    { name: 'paid', colour: 'paid', values: series.paid, text: i => count(series.paid[i]) },
    { name: 'waiting', colour: 'waiting', values: series.waiting, text: i => count(series.waiting[i]) },
    { name: 'never paid', colour: 'unpaid', values: series.unpaid, text: i => count(series.unpaid[i]) },
  ], {
    id: 'deliveries', title: 'Deliveries over ' + over, stacked: true, whole: true, axis: count,
    description: count(paid) + ' paid, ' + count(waiting) + ' waiting, ' + count(unpaid) + ' never paid.',
  }));
  const rows = series.paid.map((_, i) => i)
    .filter(i => series.paid[i] || series.waiting[i] || series.unpaid[i] || series.fees[i] !== '0').reverse();
  fill('d-series', rows.length === 0 ? none('Nothing in ' + over + '.') : table('Over ' + over, [
    ['from', i => moment(series.from + i * series.seconds)],
    ['paid', i => count(series.paid[i]), 'n'], ['waiting', i => count(series.waiting[i]), 'n'],
    ['never paid', i => count(series.unpaid[i]), 'n'], ['earned', i => coin(series.earned[i]), 'n wrap'],
    ['fees', i => coin(series.fees[i]), 'n wrap'],
  ], rows, true));
}

function drawReleases(d, now) {
  fill('d-releases', d.releases.length === 0
    ? none('None yet: releases are found on the chain.')
    : table('Releases', [
      ['release', r => [r.version ? 'version ' + r.version : code(r.id),
        sub(r.version ? 'product ' + short(r.product) + ', ' + short(r.id) : null)]],
      ['state', r => [pill(r.state), sub(r.reason)]],
      ['delivered', r => [count(r.delivered) + ' of ' + count(r.devices) + ' (' + share(r.delivered, r.devices) + ')',
        el('div', { class: 'meter' }, bar(
          [[r.ours, 'paid', 'by this distributor'], [r.delivered - r.ours, 'delivered', 'by others']],
          Math.max(1, r.devices), count(r.delivered) + ' of ' + count(r.devices) + ' delivered', null, 8)),
        sub(count(r.ours) + ' by this distributor')]],
      ['sessions', r => [plural(r.live, 'live', 'live'), sub([
        r.waiting ? count(r.waiting) + ' waiting for payment' : null, r.unpaid ? count(r.unpaid) + ' never paid' : null,
      ].filter(text => text).join(', ') || null)]],
      ['reports', r => sum([r.reports.installed, r.reports.failed, r.reports.refused]) === 0 ? '–'
        : [count(r.reports.installed) + ' installed',
          sub(count(r.reports.failed) + ' failed, ' + count(r.reports.refused) + ' refused')]],
      ['reward', r => [coin(r.reward, r.token), sub('for a delivery')]],
      ['deadline', r => [moment(r.deadline), sub(when(r.deadline, now))]],
    ], d.releases, true),
    d.releasesLeftOut > 0 && el('p', { class: 'note' }, 'And ' + plural(d.releasesLeftOut, 'more release') + '.'));
}

function drawDistributor(d, now) {
  $('d-health').hidden = d.health.reasons.length === 0;
  $('d-health').className = d.health.status === 'Unhealthy' ? 'alarm' : 'alarm warn';
  fill('d-health', el('b', {}, d.health.status), d.health.reasons.map(reason => el('p', {}, reason)));
  const of = name => sum(d.sessions.filter(each => each.name === name).map(each => each.count));
  const net = BigInt(d.money.earned) - BigInt(d.money.fees);
  fill('d-tiles', [
    moneyTile('earned', d.money.earned, 'by ' + plural(d.money.paidDeliveries, 'delivery', 'deliveries')),
    moneyTile('fees', d.money.fees, ['net ', coin(net)]),
    tile('waiting to be paid', count(d.money.waitingDeliveries), null, ['worth ', coin(d.money.waiting)]),
    tile('sessions now', count(of('open') + of('answered')), null,
      count(of('open')) + ' open, ' + count(of('answered')) + ' answered'),
    tile('releases served', count(d.room.releases), null, plural(d.room.devices, 'device')),
    chainTile(d.chain, now),
  ]);
  drawSeries(d);
  drawReleases(d, now);
  fill('d-sessions', lines(d.sessions.map(each => {
    const [name, colour, note] = STANDINGS[each.name] || [each.name, 'waiting', null];
    return [name, each.count, colour, note];
  }), 'Sessions by standing'));
  const unpaid = d.unpaid.map(each => [
    'delivery ' + each.standing, each.count, 'unpaid',
    each.lostTo ? 'to ' + short(each.lostTo) : (STANDINGS[each.standing] || [])[2]]);
  const calls = d.calls.filter(each => each.outcome !== 'sent').map(each =>
    [each.call + ' call', each.count, 'unpaid', OUTCOMES[each.outcome] || each.outcome]);
  const ended = d.transactions.filter(each => each.outcome !== 'done').map(each =>
    [each.call + ' transaction', each.count, 'unpaid', OUTCOMES[each.outcome] || each.outcome]);
  const reports = [['report of failure', d.reports.failed, 'unpaid', 'the image went back'],
    ['report of refusal', d.reports.refused, 'unpaid', 'the package could not be installed']].filter(([, n]) => n > 0);
  drawFailures('d-failures', [
    ['Deliveries that nobody pays any more', unpaid], ['Calls and transactions', [...calls, ...ended]],
    ['What devices reported', reports], ['Requests since the start', refusals(d.traffic)],
  ]);
  fill('d-waiting', d.waiting.length === 0
    ? none('Nothing waits.')
    : table('Deliveries on their way to be paid', [
      ['tranche', w => [code(w.release), sub('tranche ' + w.tranche)]],
      ['to reserve', w => count(w.received), 'n'], ['reserving', w => count(w.reserving), 'n'],
      ['reserved', w => count(w.reserved), 'n'], ['oldest', w => duration(now - w.oldestAt), 'n'],
    ], d.waiting, true),
    el('p', { class: 'note' }, plural(d.money.pendingTransactions, 'transaction') + ' on the way.'));
  fill('d-node', cells([
    ['account', el('code', {}, d.account)],
    ['announces', d.publicUrl || 'nothing'],
    ...chainPairs(d.chain, now),
    ...d.money.tokens.map(t => ['earned in a token',
      [units(t.amount) + ' of ', code(t.token), sub(plural(t.deliveries, 'delivery', 'deliveries'))]]),
    ['releases', bytes(d.room.releaseBytes)], ['books', bytes(d.room.booksBytes)],
    ['disk', bytes(d.room.freeBytes) + ' free'],
    ['answered', plural(d.traffic.requests, 'request') + ', ' + bytes(d.traffic.bytes)],
    ['counted since', moment(d.traffic.since)],
  ]));
}

// ---- The origin.
function wave(w, now) {
  const silent = Math.max(0, w.delivered - w.installed - w.failed - w.refused);
  const bad = w.failed + w.refused;
  const figures = count(w.installed) + ' installed, ' + count(bad) + ' failed, ' + count(w.delivered) + ' delivered of '
    + count(w.devices);
  const rules = [
    w.needed !== null && 'passes with ' + count(w.needed) + ' installed (' + w.advanceAt + ')',
    (w.stopAtFailures !== null || w.stopAtShare !== null) && 'stops at '
      + [w.stopAtFailures !== null && plural(w.stopAtFailures, 'failure'), w.stopAtShare !== null && w.stopAtShare + ' failed']
        .filter(text => text).join(' or '),
    w.excused > 0 && count(w.excused) + ' excused',
  ].filter(text => text).join(', ');
  return el('li', {},
    el('div', { class: 'name' }, w.name, sub(plural(w.devices, 'device'))),
    el('div', { class: 'track' },
      bar([
        [w.installed, 'paid', 'installed'], [w.failed, 'unpaid', 'failed'], [w.refused, 'unpaid', 'could not install'],
        [silent, 'delivered', 'delivered, no report yet'],
        [Math.min(w.reserved, w.devices - Math.max(w.delivered, w.installed + bad)), 'reserved', 'reserved'],
      ], Math.max(1, w.devices), w.name + ': ' + figures, w.needed === null ? null
        : { at: w.needed, name: 'passes with ' + count(w.needed) + ' installed' }, 14),
      sub(figures), sub(rules)),
    el('div', { class: 'share' }, w.isFunded ? share(w.installed, w.devices) : 'not funded',
      sub(w.isFunded ? 'installed' : null),
      w.isFunded && el('span', { class: 'sub' }, w.fundedAt === null
        ? 'funded in block ' + count(w.fundedBlock) : ['funded ', moment(w.fundedAt)]),
      w.passedAt !== null && el('span', { class: 'sub' }, 'passed ' + when(w.passedAt, now))));
}

function drawOrigin(o, now) {
  const total = pick => sum(o.releases.map(pick));
  const devices = total(r => r.devices), delivered = total(r => r.delivered);
  const failed = total(r => r.reports.failed), refused = total(r => r.reports.refused);
  const inEther = o.releases.filter(r => r.token === null);
  fill('o-tiles', [
    tile('delivered', count(delivered), 'of ' + count(devices), share(delivered, devices) + ' of funded devices'),
    tile('installed', count(total(r => r.reports.installed)), null, 'by what devices report'),
    tile('failed', count(failed + refused), null,
      count(failed) + ' went back, ' + count(refused) + ' could not install', failed + refused > 0),
    moneyTile('locked still', inEther.reduce((all, r) => all + BigInt(r.balance), 0n),
      ['paid ', coin(inEther.reduce((all, r) => all + BigInt(r.paid), 0n))]),
    tile('served here', bytes(o.traffic.bytes), null, plural(o.traffic.requests, 'request')),
    chainTile(o.chain, now),
  ]);
  const RECLAIM = {
    nothingleft: () => 'nothing is left', ready: () => 'can be taken back now', notonchain: () => 'not on the chain',
    tooearly: r => ['can be taken back from ', moment(r.reclaimFrom), ' on'],
  };
  const names = o.releases.some(r => r.waves.length > 0) && legend([
    ['installed', 'paid'], ['failed', 'unpaid'], ['delivered, no report yet', 'delivered'], ['reserved', 'reserved']]);
  fill('o-releases', o.releases.length === 0
    ? el('section', { class: 'card' }, el('h2', {}, 'Releases'), none('None yet: a release is served once it is funded.'))
    : o.releases.map((r, i) => el('section', { class: 'card release', id: 'o-release-' + i, 'aria-labelledby': 'release-' + i },
      el('h2', { id: 'release-' + i, class: 'title' }, 'Version ' + r.version, pill(r.state)),
      el('p', { class: 'facts' }, 'product ', code(r.product), ', release ', code(r.id)),
      r.rollout && el('p', { class: 'decision ' + (STATES[r.rollout.state] || '') }, pill(r.rollout.state), ' ', r.rollout.sentence,
        r.rollout.until !== null && [' Until ', moment(r.rollout.until), '.']),
      names && names.cloneNode(true),
      el('ul', { class: 'waves', 'aria-label': 'Waves of version ' + r.version }, r.waves.map(w => wave(w, now))),
      r.wavesLeftOut > 0 && el('p', { class: 'note' }, 'And ' + plural(r.wavesLeftOut, 'more wave') + '.'),
      cells([
        ['reward', [coin(r.reward, r.token), sub('for a delivery')]],
        ['locked', coin(r.locked, r.token)],
        ['paid', coin(r.paid, r.token)],
        ['left', [coin(r.balance, r.token), sub((RECLAIM[r.reclaim] || (() => r.reclaim))(r))]],
        ['deadline', [moment(r.deadline), sub(when(r.deadline, now))]],
      ]))),
    o.releasesLeftOut > 0 && el('p', { class: 'note' }, 'And ' + plural(o.releasesLeftOut, 'more release') + '.'));
  fill('o-distributors', o.distributors.length === 0
    ? none('Nobody yet.')
    : table('Who delivers', [
      ['distributor', d => [code(d.account), sub(d.url || 'announces no URL')]],
      ['delivered', d => count(d.delivered), 'n'], ['reserved', d => count(d.reserved), 'n'],
    ], o.distributors), el('p', { class: 'note' }, count(o.announced) + ' announced on the chain.'));
  const reported = o.releases.flatMap(r => [
    ['image went back', r.reports.failed, 'unpaid', 'version ' + r.version],
    ['could not install', r.reports.refused, 'unpaid', 'version ' + r.version],
  ]).filter(([, number]) => number > 0).sort((one, other) => other[1] - one[1]);
  drawFailures('o-failures', [
    ['What devices reported', reported], ['Requests since the start', refusals(o.traffic)],
  ]);
  fill('o-traffic', pairs([
    ...chainPairs(o.chain, now), ['disk', bytes(o.freeBytes) + ' free'],
    ['answered', plural(o.traffic.requests, 'request') + ', ' + bytes(o.traffic.bytes)],
    ['counted since', moment(o.traffic.since)],
  ]));
}

// ---- Live: asked for every few seconds, less often while nobody answers, and not at all while nobody looks.
const EVERY = 3000, LONGEST = 60000, PATIENCE = 20000;
let failures = 0, timer = 0, shownAt = 0, dueAt = 0;

function draw(snapshot) {
  last = snapshot;
  const { distributor: d, origin: o } = snapshot;
  $('distributor').hidden = !d;
  $('origin').hidden = !o;
  const name = d && o ? 'Distributor and origin' : d ? 'Distributor' : 'Origin';
  $('title').textContent = name;
  document.title = 'FairOTA ' + name.toLowerCase() + (d && d.health.status !== 'Healthy' ? ': ' + d.health.status : '');
  $('who').textContent = d ? short(d.account) + (d.publicUrl ? ', ' + d.publicUrl : '') : 'chain ' + o.chain.chainId + ', escrow ' + short(o.chain.escrow);
  if (d) drawDistributor(d, snapshot.at);
  if (o) drawOrigin(o, snapshot.at);
}

// What changes is announced; what passes is not.
function say(state, kind) {
  if ($('state').textContent === state) return;
  $('state').textContent = state;
  $('state').className = 'pill ' + kind;
}

function tick() {
  if (last === null) return;
  const seconds = Math.round((performance.now() - shownAt) / 1000);
  $('age').textContent = moments.full.format(last.at * 1000) + (seconds >= 5 ? ', ' + duration(seconds) + ' ago' : '');
  if (failures > 0) {
    const next = Math.max(0, Math.round((dueAt - performance.now()) / 1000));
    $('age').textContent += ', next try in ' + duration(next);
  }
}

class Unanswered extends Error {}

async function ask(signal) {
  const address = location.pathname.replace(/\/?$/, '/') + 'snapshot.json';
  const answer = await fetch(address, { cache: 'no-store', signal })
    .catch(() => { throw new Unanswered('The server does not answer.'); });
  if (!answer.ok) throw new Unanswered('The server answers ' + answer.status
    + (answer.status === 401 ? ': load the page again to give the token.' : '.'));
  return answer.json().catch(() => { throw new Unanswered('The server ended its answer early.'); });
}

async function poll() {
  clearTimeout(timer);
  const patience = new AbortController();
  const limit = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const snapshot = await ask(patience.signal);
    failures = 0;
    shownAt = performance.now();
    draw(snapshot);
    $('lost').hidden = true;
    document.body.classList.remove('stale');
    say('Live', 'good');
  } catch (error) {
    if (!(error instanceof Unanswered)) console.error(error);
    failures++;
    $('lost').hidden = false;
    fill('lost', error.message, last !== null && [' What is below stood so at ', moment(last.at), '.']);
    document.body.classList.toggle('stale', last !== null);
    say('Not live', 'bad');
  } finally {
    clearTimeout(limit);
  }
  const wait = Math.min(LONGEST, EVERY * 2 ** Math.min(failures, 8));
  dueAt = performance.now() + wait;
  tick();
  if (!document.hidden) timer = setTimeout(poll, wait);
}

document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : poll());
for (const choice of document.getElementsByName('span'))
  choice.addEventListener('change', () => {
    span = choice.value;
    if (last !== null && last.distributor) drawSeries(last.distributor);
  });
setInterval(tick, 1000);
poll();
})();
