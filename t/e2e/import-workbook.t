# retention import: workbooks (.xlsx), read through Debian's xlsx2csv.  Dates
# and amounts are those that the cells show; sheets are chosen by name or
# number; errors are explained.
use strict;
use warnings;
use utf8;
use Encode qw(encode decode);
use IO::Compress::Zip qw(:all);
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();
plan skip_all => 'xlsx2csv is not installed' if !grep { -x "$_/xlsx2csv" } split /:/, $ENV{PATH};
binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);

my $t = RT::Import->new;
$ENV{TMPDIR} = $t->dir;

# The bytes of a zip archive with these files, in this order: name => text.
sub archive {
    my (@files) = @_;
    my $bytes = '';
    my $zip;
    while (my ($name, $text) = splice @files, 0, 2) {
        my $opts = $zip // IO::Compress::Zip->new(\$bytes, Name => $name);
        $zip ? $zip->newStream(Name => $name) : ($zip = $opts);
        $zip->print(encode('UTF-8', $text));
    }
    $zip->close;
    return $bytes;
}

# The styles of cells: number 0 is plain, the others have number formats.
my @formats = ('dd/mm/yyyy', '#,##0.00\ "₽"', 'dd.mm.yyyy hh:mm', '0.00',
    '[$-en-US]d\ mmmm\ yyyy', '#,##0.00" usd"');
my $styles = '<styleSheet><numFmts count="9">'
    . join('', map { my $code = $formats[$_] =~ s/"/&quot;/gr;
                     sprintf '<numFmt numFmtId="%d" formatCode="%s"/>', 164 + $_, $code } 0 .. $#formats)
    . '</numFmts><cellXfs><xf numFmtId="0"/>'
    . join('', map { sprintf '<xf numFmtId="%d"/>', 164 + $_ } 0 .. $#formats)
    . '</cellXfs></styleSheet>';

# A cell: text, a number, or [number, style].
sub cell {
    my ($at, $value) = @_;
    return '' if !defined $value;
    return qq{<c r="$at" s="$value->[1]"><v>$value->[0]</v></c>} if ref $value;
    return qq{<c r="$at"><v>$value</v></c>} if $value =~ /^-?[0-9.]+(E[+-][0-9]+)?$/;
    return qq{<c r="$at" t="inlineStr"><is><t>$value</t></is></c>};
}

sub sheet {
    my (@rows) = @_;
    my $xml = '<worksheet><sheetData>';
    for my $r (1 .. @rows) {
        my $row = $rows[$r - 1] or next;
        $xml .= qq{<row r="$r">}
            . join('', map { cell(chr(65 + $_) . $r, $row->[$_]) } 0 .. $#$row) . '</row>';
    }
    return "$xml</sheetData></worksheet>";
}

# The bytes of a workbook: name of a sheet => its rows.
sub book {
    my ($properties, @sheets) = @_;
    my (@files, $list, $types, $links);
    for my $i (1 .. @sheets / 2) {
        my ($name, $rows) = @sheets[2 * $i - 2, 2 * $i - 1];
        my $state = $name =~ s/^-// ? ' state="hidden"' : '';
        push @files, "xl/worksheets/sheet$i.xml" => sheet(@$rows);
        $list  .= qq{<sheet name="$name" sheetId="$i"$state r:id="rId$i"/>};
        $links .= qq{<Relationship Id="rId$i" Type="worksheet" Target="worksheets/sheet$i.xml"/>};
        $types .= qq{<Override PartName="/xl/worksheets/sheet$i.xml" ContentType="application/}
            . 'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>';
    }
    my $part = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
    return archive(
        '[Content_Types].xml' => qq{<Types><Override PartName="/xl/workbook.xml" ContentType="$part.sheet.main+xml"/>}
            . qq{<Override PartName="/xl/styles.xml" ContentType="$part.styles+xml"/>$types</Types>},
        'xl/workbook.xml' => qq{<workbook xmlns:r="r"><workbookPr$properties/><sheets>$list</sheets></workbook>},
        'xl/_rels/workbook.xml.rels' => "<Relationships>$links</Relationships>",
        'xl/styles.xml' => $styles,
        @files);
}

sub stored {
    return decode('UTF-8', $t->rows('SELECT c.external_id, k.external_id, start_date, end_date, '
            . 'monthly_fee_minor, plan FROM contracts c JOIN clients k ON k.id = c.client_id ORDER BY 1'));
}

# Import a workbook of contracts; the messages.
sub import_book {
    my ($name, $bytes, @args) = @_;
    $t->empty;
    $t->file('book.csv', $bytes);    # its name does not matter
    return decode('UTF-8', $t->imported($name, 'contracts', 'book.csv', @args));
}

sub refused {
    my ($name, $bytes, @args) = @_;
    $t->empty;
    $t->file('book.xlsx', $bytes);
    my ($text, $status) = $t->import('contracts', 'book.xlsx', @args);
    is $status, 1, "$name is refused";
    is $t->rows('SELECT COUNT(*) FROM contracts'), "0\n", 'nothing is imported';
    return decode('UTF-8', $text);
}

my @head = qw(contract_id client_id start_date end_date monthly_fee plan);

my @rows = (
    [@head],
    [1, 'a', [45322, 1], undef, [1234.5, 2], 'Базовый'],
    [2, 'b', [45322.9375, 3], [45444, 1], ['33.333333333333336', 2], 'A'],
    [3, 'c', '31.01.2024', undef, ['10.005', 4], 'A, "B"'],
    [4, 'd', [45322, 5], undef, ['1234.5599999999999', 2]],
    [5, 'e', 45322, undef, [1500, 0]],
    undef,
    [6, 'f', '2024-01-31', undef, '1 234,50 ₽', 'NULL'],
    ['00007', 12345, [45322, 1], undef, ['-0.5', 2], 'A'],
);
my $said = import_book('a workbook named .csv', book('', 'Договоры' => \@rows));
is stored(), <<'TEXT', 'has the dates and the amounts that its cells show';
00007 12345 2024-01-31 - -50 A
1 a 2024-01-31 - 123450 Базовый
2 b 2024-01-31 2024-06-01 3333 A
3 c 2024-01-31 - 1001 A, "B"
4 d 2024-01-31 - 123456 -
5 e 2024-01-31 - 150000 -
6 f 2024-01-31 - 123450 -
TEXT
like $said, qr/7 rows read; 7 added, 0 changed, 0 unchanged, 0 rejected/, 'all rows are read';
unlike $said, qr/sheet/, 'there is no remark about the only sheet';
unlike $said, qr/read as/, 'nor about an encoding';
like decode('UTF-8', $t->imported('again', 'contracts', 'book.csv')), qr/7 unchanged/,
    'the second time nothing changes';

like import_book('a bad row', book('', S => [@rows[0, 1], undef, ['x', undef, 45322]])),
    qr/line 4: client_id: empty/, 'is named by the number of its row';
import_book('titles above the header', book('', S => [['Отчёт'], [], @rows[0, 1]]), '--skip-lines', 2);
is stored(), "1 a 2024-01-31 - 123450 Базовый\n", 'are skipped';
like import_book('ids that are too long for a number', book('', S => [
        $rows[0], ['4.68769E+17', 'a'], ['2', 'b']])),
    qr/line 2: contract_id: .*4\.68769E\+17/, 'are told';
for my $case ([' date1904="1"', 43860], [' date1904="0"', 45322], [' date1904="false"', 45322]) {
    my ($properties, $day) = @$case;
    import_book("days in a workbook with$properties", book($properties, S => [
        $rows[0], [1, 'a', [$day, 1], undef, 1], [2, 'b', $day, undef, 1], [3, 'c', [$day, 5], undef, 1]]));
    is stored(), join('', map { "$_ 2024-01-31 - 100 -\n" } '1 a', '2 b', '3 c'),
        'are counted from its first day';
}

import_book('rejects of a workbook', book('', S => [$rows[0],
    [1, 'a', [45322, 5], 'x', ['33.333333333333336', 2]], [2, 'b', [45322, 1], undef, 1]]),
    '--rejects', 'bad.csv');
my $bad = $t->read('bad.csv');
like $bad, qr/\Arejected_row,rejected_reason,contract_id,.*\n2,[^\n]*,1,a,45322,x,33\.3{13}/s,
    'have the number of their row';
$t->file('bad.csv', $bad =~ s/,x,/,2024-06-01,/r);
$t->imported('the corrected rows', 'contracts', 'bad.csv');
is stored(), "1 a 2024-01-31 2024-06-01 3333 -\n2 b 2024-01-31 - 100 -\n",
    'are read as those of a workbook';

my @sheets = ('-Справочник' => [['x']], 'Договоры' => [@rows[0, 1]], 'Old & new' => [@rows[0, 2]]);
$sheets[4] =~ s/&/&amp;/;
my $three = book('', @sheets);
$said = import_book('several sheets', $three);
is stored(), "1 a 2024-01-31 - 123450 Базовый\n", 'the first that is not hidden is read';
like $said, qr/book\.csv: the sheet "Договоры" is read; others: "Old & new" \(option --sheet\)/,
    'and the message says so';
$said = import_book('a sheet by its name', $three, '--sheet', 'Old & new');
is stored(), "2 b 2024-01-31 2024-06-01 3333 A\n", 'is read';
unlike $said, qr/option --sheet/, 'without a remark';
import_book('a sheet by its number', $three, '--sheet', 3);
is stored(), "2 b 2024-01-31 2024-06-01 3333 A\n", 'is read';
like refused('a sheet that does not exist', $three, '--sheet', 'New'),
    qr/there is no sheet "New"; there are: "Договоры", "Old & new"/, 'the error lists the sheets';
$t->file('book.csv', "contract_id,client_id\n1,a\n");
my ($text, $status) = $t->import('contracts', 'book.csv', '--sheet', 1);
is $status, 1, '--sheet of a file without sheets is refused';
like $text, qr/--sheet: book\.csv isn't a workbook/, 'the error says why';

$t->empty;
unlink map { $t->dir . "/$_" } qw(book.csv book.xlsx x.csv);
$t->file('contracts.xlsx', $three);
$t->imported('a folder with contracts.xlsx', '.');
is stored(), "1 a 2024-01-31 - 123450 Базовый\n", 'needs no import.conf';
$t->empty;
$t->file('import.conf', encode('UTF-8', "[contracts contracts.xlsx]\nsheet = Old & new\n"));
$t->imported('a folder with an import.conf', '.');
is stored(), "2 b 2024-01-31 2024-06-01 3333 A\n", 'which names the sheet';

$t->empty;
mkdir $t->dir . '/several' or die $!;
$t->file('several/report.xlsx', book('', 'О файле' => [['Отчёт', 'Автор'], ['октябрь', 'Иванова']],
    'Договоры' => [['Реестр'], undef, ['Номер договора', 'Клиент', 'Дата начала', 'Абонентская плата'],
        map { ["Д-$_", "K$_", [45000 + $_, 1], [990.5 + $_, 2]] } 1 .. 9],
    ' Оплаты' => [['Номер договора', 'Дата оплаты', 'Сумма'], map { ["Д-$_", [45300 + $_, 1], [5, 2]] } 1 .. 9],
    '-Черновик' => [\@head], 'Пусто' => []));
$t->imported('a workbook of several tables', '--suggest', 'several');
my $conf = decode('UTF-8', $t->read('several/import.conf'));
like $conf, qr/^\[contracts report\.xlsx\]\nsheet = Договоры\nskip-lines = 2\n/m,
    'a sheet is suggested by its name';
like $conf, qr/^\[payments report\.xlsx\]\nsheet = 3\n/m,
    'or by its number if there are blanks around the name';
like $conf, qr/^# report\.xlsx, sheet "О файле": what it is does not show/m,
    'a sheet that is not understood is named';
like $conf, qr/^# report\.xlsx, sheet "Пусто": no table shows here/m,
    'so is a sheet without a table';
unlike $conf, qr/Черновик/, 'a hidden sheet is ignored';
$text = $t->imported('the folder', 'several');
like $text, qr/contracts, \S+ 9 rows read; 9 added.*payments, \S+ 9 rows read; 9 added/s,
    'the folder can be imported';

like refused('a workbook cut short', substr $three, 0, 1000), qr/damaged or cut short/,
    'the error says so';
like refused('a sheet that is not XML', book('', S => []) =~ s/(?<=sheet1\.xml).{20}/"x" x 20/ser),
    qr/book\.xlsx.*(?:damaged|cannot be read)/, 'as such';
like refused('an archive', archive('contracts.csv' => "contract_id\n")),
    qr/is a zip archive\. Unpack it/, 'as such';
like refused('an OpenDocument spreadsheet', archive('content.xml' => '',
        mimetype => 'application/vnd.oasis.opendocument.spreadsheet')),
    qr/OpenDocument spreadsheet.*save it as \.xlsx/, 'as such';
like refused('a binary workbook', archive('xl/workbook.bin' => '')), qr/\.xlsb.*\.xlsx/,
    'the error says so';
{
    local $ENV{PATH} = '/nonexistent';
    like refused('a workbook without xlsx2csv', $three), qr/apt-get install xlsx2csv/,
        'the error names the missing package';
}

# A program of this name that fails in this way: what is said of it.
sub failing {
    my ($how) = @_;
    my $dir = $t->dir . '/bin';
    -d $dir or mkdir $dir or die "$dir: $!";
    open my $fh, '>', "$dir/xlsx2csv" or die "$dir: $!";
    print {$fh} "#!/bin/sh\n$how\n";
    close $fh or die "$dir: $!";
    chmod 0755, "$dir/xlsx2csv";
    local $ENV{PATH} = "$dir:$ENV{PATH}";
    return refused("a workbook whose reader ends by $how", $three);
}
like failing('printf "line 1\nodd sheet\n" >&2; exit 3'), qr/\(xlsx2csv: odd sheet\)/,
    'the error gives its last line';
like failing('kill -9 $$'), qr/\(xlsx2csv: signal 9\)/, 'or the signal that ended it';
{
    local $ENV{TMPDIR} = '/nonexistent';
    like refused('a workbook without room for its CSV', $three),
        qr{temporary file cannot be written into /nonexistent .*TMPDIR=}, 'in words';
}
is join(' ', glob($t->dir . '/retention-*')), '', 'no file is left behind';

done_testing;
