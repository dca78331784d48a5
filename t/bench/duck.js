// The peer of the kernels: DuckDB on the same rows, in memory, one thread.
// node duck.js FOLDER-OF-CSV; RT_NPM is where npm has put the package.
//
// Takes "QUERY\tREGION" a line (REGION empty: all clients); answers with the
// milliseconds of processor time, the rows, and a line ".".  Each query is the
// fastest of the forms that were tried.
'use strict';
const { createRequire } = require('module');
const readline = require('readline');
const { DuckDBInstance } = createRequire(process.env.RT_NPM + '/')(
    '@duckdb/node-api');

const dir = process.argv[2];
const month = (day) => `(year(${day}) - 2022) * 12 + month(${day}) - 1`;
const N = 48;

const number = (id) => `substr(${id}, 2)::INT`;

// What is kept of the files, so that nothing is dearer than it need be.
const kept = {
    clients: `${number('client_id')} AS id, region`,
    contracts: `${number('client_id')} AS client_id, start_date AS start_day,`
        + ' end_date AS end_day',
    payments: `${number('client_id')} AS client_id, paid_at::DATE AS day,`
        + ' round(amount * 100)::INT AS amount',
    activity: `${number('client_id')} AS client_id, "at"::DATE AS day`,
};

const filtered = (table, region) => region === '' ? table
    : `(SELECT t.* FROM ${table} t JOIN clients c ON c.id = t.client_id`
        + ` WHERE c.region = '${region}')`;

const cohort = (table) => `
    , first AS (SELECT client_id, min(m) AS c FROM ${table} GROUP BY client_id)
    SELECT c, m - c AS age, count(*) FROM ${table} JOIN first USING (client_id)
    GROUP BY ALL ORDER BY ALL`;

// Clients by the bounds of months that they are active at, as stays without
// interruption; then who comes and goes.
const churn = (region) => `
    WITH k AS (
        SELECT client_id, min(${month('start_day')}) OVER w AS entry,
            ${month('start_day')} + 1 AS low,
            least(coalesce(${month('end_day')}, ${N}), ${N}) AS high
        FROM ${filtered('contracts', region)} WINDOW w AS (PARTITION BY client_id)
    ), before AS (
        SELECT *, max(high) OVER (PARTITION BY client_id ORDER BY low, high
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last
        FROM k WHERE low <= high
    ), island AS (
        SELECT *, sum((last IS NULL OR low > last + 1)::INT) OVER (
            PARTITION BY client_id ORDER BY low, high
            ROWS UNBOUNDED PRECEDING) AS island
        FROM before
    ), stay AS (
        SELECT any_value(entry) AS entry, min(low) AS low, max(high) AS high
        FROM island GROUP BY client_id, island
    ), come AS (
        SELECT low - 1 AS m, count(*) FILTER (low - 1 = entry) AS added,
            count(*) FILTER (low - 1 <> entry) AS back
        FROM stay GROUP BY 1
    ), go AS (
        SELECT high AS m, count(*) AS lost FROM stay GROUP BY 1
    ), month AS (
        SELECT m, coalesce(added, 0) AS added, coalesce(back, 0) AS back,
            coalesce(lost, 0) AS lost
        FROM range(${N}) r(m) LEFT JOIN come USING (m) LEFT JOIN go USING (m)
    )
    SELECT m, sum(added + back - lost) OVER (ORDER BY m) AS closing, lost,
        added, back
    FROM month ORDER BY m`;

const queries = {
    cohort: (region) => [`WITH m AS (SELECT DISTINCT client_id,
        ${month('day')} AS m FROM ${filtered('activity', region)})`
        + cohort('m')],
    'cohort-months': (region) =>
        [`WITH m AS (FROM ${filtered('months', region)})` + cohort('m')],
    'churn-revenue': (region) => [churn(region),
        `SELECT ${month('day')} AS m, sum(amount)
         FROM ${filtered('payments', region)} GROUP BY 1 ORDER BY 1`],
};

async function load(db) {
    await db.run('SET threads = 1');
    for (const [name, columns] of Object.entries(kept))
        await db.run(`CREATE TABLE ${name} AS SELECT ${columns}
            FROM read_csv('${dir}/${name}.csv', header = true)`);
    await db.run(`CREATE TABLE months AS SELECT DISTINCT client_id,
        ${month('day')} AS m FROM activity ORDER BY client_id, m`);
}

async function main() {
    const db = await (await DuckDBInstance.create(':memory:')).connect();

    await load(db);
    console.log('ready');
    for await (const line of readline.createInterface(process.stdin)) {
        const [name, region] = line.split('\t');
        const before = process.cpuUsage();
        const rows = [];

        for (const sql of queries[name](region))
            rows.push(...(await db.runAndReadAll(sql)).getRows());
        const used = process.cpuUsage(before);
        console.log(((used.user + used.system) / 1000).toFixed(3));
        for (const row of rows)
            console.log(row.join('\t'));
        console.log('.');
    }
}

main();
