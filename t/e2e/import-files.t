# retention import: files as companies have them.  Encodings, titles above the
# header, column names in another case, rows cut short, rows of separators.  For
# a file that is not a table, the message says what it is.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();
binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);

my $t    = RT::Import->new;
my $head = "contract_id;client_id;start_date;end_date;monthly_fee;plan\n";

# Import these bytes as contracts; the messages.
sub bytes {
    my ($name, $bytes, @args) = @_;
    $t->empty;
    $t->file('x.csv', $bytes);
    return Encode::decode('UTF-8', $t->imported($name, 'contracts', 'x.csv', @args));
}

# Import this text as contracts, in UTF-8.
sub text {
    my ($name, $text, @args) = @_;
    return bytes($name, encode('UTF-8', $text), @args);
}

sub refused {
    my ($name, $bytes, @args) = @_;
    $t->empty;
    $t->file('x.csv', $bytes);
    my ($text, $status) = $t->import('contracts', 'x.csv', @args);
    is $status, 1, "$name: nothing is imported";
    return Encode::decode('UTF-8', $text);
}

# The contracts that are stored: id, client, end, plan.
sub stored {
    return Encode::decode('UTF-8',
        $t->rows('SELECT c.external_id, k.external_id, end_date, plan FROM contracts c '
            . 'JOIN clients k ON k.id = c.client_id ORDER BY 1'));
}

my $table = $head . "1;a;2024-01-31;;10;Безлимит\n2;b;2024-01-31;;10;Стартовый\n";
my $plans = "1 a - Безлимит\n2 b - Стартовый\n";
for my $case (['cp1251', 'Windows-1251'], ['cp866', 'CP866'], ['koi8-r', 'KOI8-R']) {
    my ($charset, $shown) = @$case;
    my $said = bytes("$shown", encode($charset, $table));
    is stored(), $plans, 'is detected';
    like $said, qr/x\.csv: read as $shown, .*--encoding \(windows-1251, cp866, koi8-r\)/,
        'a remark names the encoding and the option for another one';
    $said = bytes("$shown by option", encode($charset, $table), '--encoding', $charset);
    is stored(), $plans, 'is read';
    unlike $said, qr/read as/, 'and gives no remark';
}
unlike text('UTF-8', $table), qr/read as/, 'gives no remark';
for my $case (
    ['UTF-16 with its mark', "\xff\xfe" . encode('UTF-16LE', $table)],
    ['UTF-16, big end first', "\xfe\xff" . encode('UTF-16BE', $table)],
    ['UTF-16 without a mark', encode('UTF-16LE', $table)],
    ['UTF-16BE by option', encode('UTF-16BE', $table), '--encoding', 'utf-16be'],
    ['two marks of UTF-8', "\xef\xbb\xbf" x 2 . encode('UTF-8', $table)],
    ['CP1252 by option', encode('cp1252', $head . "1;a;;;1;Café\n"), '--encoding', 'cp1252'],
) {
    my ($name, @args) = @$case;
    bytes($name, @args);
    is stored(), $name =~ /1252/ ? "1 a - Café\n" : $plans, 'is read';
}
like refused('Western letters', encode('cp1252', $head . "1;a;;;1;Café\n2;b;;;1;Zürich\n")),
    qr/x\.csv is not clear: .*--encoding windows-1251, cp866, koi8-r/,
    'and the option is named';
my ($said, $status) = $t->import('contracts', 'x.csv', '--encoding', 'klingon');
is $status, 2, 'an unknown encoding is refused';
like $said, qr/--encoding: .*klingon/, 'the error names it';

# Letters beyond the part of the file that is looked at first.
bytes('a late letter', $head . "a;1;;;1;A\n" x 60_000 . encode('koi8-r',
        "b;2;;;1;Безлимит\nc;3;;;1;Стартовый\n"));
is stored(), "a 1 - A\nb 2 - Безлимит\nc 3 - Стартовый\n", 'is judged too';
like refused('a late letter that tells nothing', $head . "a;1;;;1;A\n" x 130_000 . "b;2;;;1;\xd2\n"),
    qr/is not clear/, 'the whole file is refused, not the row';

my $titles = "Отчёт по договорам;;;;\nПериод: 2024 г.;;;;\n;;;;\n";
my $rows   = "1;a;2024-01-31;;10;A\n";
text('titles above the header', $titles . $head . $rows, '--skip-lines', 3);
is stored(), "1 a - A\n", 'are skipped';
like refused('titles without the option', encode('UTF-8', $titles . $head . $rows)),
    qr/the header seems to be line 4: give --skip-lines 3/, 'and the option is named';
like refused('a bare title', encode('UTF-8', "Отчёт\n\n$head$rows")),
    qr/the header seems to be line 3: give --skip-lines 2/, 'and the option is named';
like refused('a bare title, and not all columns named', encode('UTF-8', "Отчёт\n\nNo;client_id\n1;a\n"),
    qw(--map contract_id=No)), qr/the header seems to be line 3: give --skip-lines 2/, 'is seen by the named ones';
like refused('a column that is nowhere', encode('UTF-8', "Отчёт\n\nNo;client_id\n1;a\n"),
    qw(--map contract_id=Number)), qr/no column "Number"/, 'is the error that is named';
like refused('twenty lines of titles', "Title\n" x 20 . "$head$rows"),
    qr/give --skip-lines 20/, 'are recognised';
like refused('twenty-one lines of titles', "Title\n" x 21 . "$head$rows"),
    qr/contracts need the field contract_id/, 'are not';
like refused('more lines than there are', "$head$rows", '--skip-lines', 3),
    qr/the file is empty/, 'the error says so';
like refused('no header anywhere', "a;b\n" . "1;2\n" x 30),
    qr/contracts need the field contract_id/, 'and that is said';
like text('a bad row below titles', "Report\n${head}1;;;;1;A\n2;b;;;1;A\n", '--skip-lines', 1),
    qr/line 3: client_id/, 'keeps the number of its line';
text('separators only above the header', ";;;;;\n ; ;;;;\n$head$rows");
is stored(), "1 a - A\n", 'are not the header';
text('SEP=', "SEP=;\n$head$rows");
is stored(), "1 a - A\n", 'may be in capitals';
text('names in another case', "Contract_ID;Client ID; START-DATE ;End Date;MonthlyFee;Plan\n$rows");
is stored(), "1 a - A\n", 'match the fields';
text('Russian names in another case', "НОМЕР;клиент;План \n1;a;A\n",
    '--map', 'contract_id=Номер', '--map', 'client_id=КЛИЕНТ', '--map', 'plan=план');
is stored(), "1 a - A\n", 'match those of --map';
text('two names alike', "contract_id;client_id;plan;Plan\n1;a;A;B\n", '--map', 'plan=Plan');
is stored(), "1 a - B\n", 'are distinguished if one is exact';
like refused('two names alike, none exact', "contract_id;client_id;PLAN;Plan\n1;a;A;B\n"),
    qr/more than one column "plan"/, 'are an error';

like text('rows without their last fields', "contract_id;client_id;start_date;plan;end_date\n"
        . "1;a;2024-01-31;A\n2;b;2024-01-31;B;2024-05-01\n3;c\nsum of all\n"),
    qr/rows without their last fields, which count as empty: 2$/m, 'are counted';
is stored(), "1 a - A\n2 b 2024-05-01 B\n3 c - -\n",
    'they are stored; a line of text alone is not a row';
like text('rows of separators', "${head}1;a;;;1;A\n;;;;;\n ;\xa0;;;;\n\"\";\"\";;;;\n2;b;;;1;B\n"),
    qr/2 rows read; 2 added, 0 changed, 0 unchanged, 0 rejected/, 'are none';
text('columns between bars', "contract_id|client_id|plan\n1|a|A\n2|b|B;C\n");
is stored(), "1 a - A\n2 b - B;C\n", 'are detected';
text('bars by option', "contract_id|client_id|plan,x\n1|a|A\n", '--separator', '|');
is stored(), "1 a - -\n", 'are read';

$t->empty;
$t->file('x.csv', encode('cp866', "Отчёт\n$head" . "1;a;;;1;Безлимит\n"));
$t->file('import.conf', "[contracts x.csv]\nskip-lines = 1\nencoding = cp866\nseparator = ;\n");
$t->imported('a folder with the same options', '.');
is stored(), "1 a - Безлимит\n", 'are used for every file';

for my $case (
    ['an old workbook', "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" . "\0" x 512, qr/old Excel \(\.xls\).*\.xlsx/],
    ['an HTML page', '<html><head><meta charset="utf-8"></head><body><table><tr><td>contract_id',
        qr/HTML page.*CSV UTF-8/],
    ['a PDF', "%PDF-1.4\n", qr/is a PDF/],
    ['XML', qq{<?xml version="1.0"?><Workbook/>}, qr/is an XML file/],
    ['JSON', '[{"contract_id":1}]', qr/is JSON/],
    ['an SQL dump', "-- MySQL dump 10.13\n", qr/is an SQL dump/],
    ['a 7z archive', "7z\xbc\xaf\x27\x1c\0\4", qr/is packed/],
) {
    my ($name, $bytes, $want) = @$case;
    like refused($name, $bytes), qr/x\.csv is .*$want|$want/, 'the message says what it is';
}

open my $fh, '<:encoding(UTF-8)', "$ENV{RT_SOURCE}/README.md" or die "README.md: $!\n";
my $readme = do { local $/; <$fh> };
my ($help) = $t->import('--help');
my @options = $help =~ /^  (--[a-z-]+)/mg;
cmp_ok scalar @options, '>', 15, '--help lists the options';
is join(' ', grep { $readme !~ /\| .*\Q$_\E[ `]/ } @options), '', 'README lists them too';

done_testing;
