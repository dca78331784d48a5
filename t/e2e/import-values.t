# retention import: values as other systems write them.  NULL, currency signs,
# dates of databases and spreadsheets, ids that spreadsheets keep or spoil.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t    = RT::Import->new;
my $head = "contract_id;client_id;start_date;end_date;monthly_fee;plan\n";

# Import these contracts; the messages.
sub contracts {
    my ($name, $lines, @args) = @_;
    $t->empty;
    $t->file('x.csv', $head . $lines);
    return $t->imported($name, 'contracts', 'x.csv', @args);
}

sub stored {
    return $t->rows('SELECT c.external_id, k.external_id, start_date, end_date, '
            . 'monthly_fee_minor, plan FROM contracts c '
            . 'JOIN clients k ON k.id = c.client_id ORDER BY 1');
}

contracts('NULL and \N', <<'CSV');
1;a;2024-01-10;NULL;10;NULL
2;b;2024-01-10;\N;NULL;\N
3;c;0000-00-00;2024-05-01;\N;N/A
4;d;NaT;-;nan;None
CSV
is stored(), <<'TEXT', 'count as empty dates, amounts and plans; but None is a plan';
1 a 2024-01-10 - 1000 -
2 b 2024-01-10 - - -
3 c - 2024-05-01 - -
4 d - - - None
TEXT
like contracts('an amount that is a dash', "1;a;;;-;\n2;b;;;1;\n"),
    qr/line 2: monthly_fee: .*"?-/, 'may be a zero, and is refused';
like contracts('a client called NULL', "1;NULL;;;1;\n2;b;;;1;\n"),
    qr/line 2: client_id: empty, but a value is needed/, 'is not a client';
contracts('--open-when', "1;a;2024-01-10;NULL;1;\n", '--open-when', 'end_date=NULL');
is stored(), "1 a 2024-01-10 - 100 -\n", 'may still name the value NULL';

like contracts('signs of the currency', <<'CSV'), qr/, 0 rejected/, 'are read';
1;a;;;5 ₽;
2;b;;;5,00 руб.;
3;c;;;(5,00);
4;d;;;5,00-;
5;e;;;1 000.50 RUB;
CSV
is join(' ', map { (split)[4] } split /\n/, stored()), '500 500 -500 -500 100050',
    'and are stored so';
my $text = contracts('the sign of another', "1;a;;;€5;\n2;b;;;5 USD;\n3;c;;;5;\n");
like $text, qr/line 2: monthly_fee: "€5" is in another currency; the data are in RUB/,
    'is refused, and named';
like $text, qr/line 3: monthly_fee: "5 USD" is in another currency/, 'also as a word';
like contracts('euros', "1;a;;;€5;\n2;b;;;5 ₽;\n", '--currency', 'EUR'),
    qr/line 3: .*"5 ₽" is in another currency; the data are in EUR/,
    'are accepted with --currency EUR';
contracts('yen', "1;a;;;1,234;\n", '--currency', 'JPY');
is stored(), "1 a - - 1234 -\n", '1,234 can be read in one way only';

$text = contracts('ids that a spreadsheet has shortened',
    "1;4,68769E+17;;;1;\n2;4.68769E+17;;;1;\n3;c;;;1;\n");
like $text, qr/line 2: client_id: .*"4,68769E\+17", its last digits are lost/,
    'are refused, because they would be one client';
like $text, qr/line 3: client_id: .*"4\.68769E\+17"/, 'with a decimal point or comma';
contracts('number ids', "1,0;17850,0;;;1;\n2.0;17850.0;;;1;\n", '--number-ids');
is stored(), "1 17850 - - 100 -\n2 17850 - - 100 -\n", 'lose their fraction';
$text = contracts('="00123"', qq{1;"=""00123""";;;1;\n="002";="00123";;;1;="A"\n});
is stored(), "002 00123 - - 100 A\n1 00123 - - 100 -\n", 'is 00123';
like $text, qr/rows with ="00123", which is read as 00123: 2$/m, 'with a remark';

contracts('dates of other systems', <<'CSV', '--date-format', 'mdy');
1;a;2024-01-31 22:30:00 UTC;;1;
2;b;1706740200000;;1;
3;c;1/31/2024 11:59 PM;;1;
4;d;2024‑01‑31;;1;
5;e;2024-01-31T22:30:00.000Z;;1;
CSV
is stored(), <<'TEXT', 'are stored as days in Moscow';
1 a 2024-02-01 - 100 -
2 b 2024-02-01 - 100 -
3 c 2024-01-31 - 100 -
4 d 2024-01-31 - 100 -
5 e 2024-02-01 - 100 -
TEXT
$text = contracts('dates that are not clear', <<'CSV');
1;a;13/02/2024;;1;
2;b;45322;;1;
3;c;9999-12-31;;1;
4;d;2024-01-31;9999-12-31;1;
5;e;2024-01-31;;1;
CSV
like $text, qr/line 2: start_date: the order .*"13\/02\/2024".*--date-format dmy/,
    'if a date shows the order, the error names the option';
like $text, qr/line 3: start_date: "45322" is the day number .*\(2024-01-31\).*excel/,
    'the error about a day number names the day';
like $text, qr/line 4: start_date: .*"9999-12-31"$/m, 'for a start there is no advice';
like $text, qr/line 5: end_date: .*--open-when 'end_date=9999-12-31'/,
    'for an end it is --open-when';
like contracts('day numbers', "1;a;45322;;1;\n2;b;2024-01-31;;1;\n", '--date-format', 'unix'),
    qr/line 2: start_date: "45322" is the day number/, 'are not Unix seconds';
contracts('day numbers by option', "1;a;45322;45323,5;1;\n", '--date-format', 'excel');
is stored(), "1 a 2024-01-31 2024-02-01 100 -\n", 'are read';

done_testing;
