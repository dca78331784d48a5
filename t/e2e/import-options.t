# retention import: options that say what a column is, amounts that are
# computed, rows that are taken with a remark, rejects that come again.
use strict;
use warnings;
use RT::Import;
use Test::More;

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $t  = RT::Import->new;
my $db = $t->db;

# Import this text as a file of the kind: what is said.
sub take {
    my ($kind, $csv, @args) = @_;
    $t->file('x.csv', $csv);
    my ($text) = $t->import($kind, 'x.csv', @args);
    return $text;
}

sub refused {
    my ($name, $want, $kind, $csv, @args) = @_;
    $t->file('x.csv', $csv);
    my ($text, $status) = $t->import($kind, 'x.csv', @args);
    is $status, 1, "$name: nothing is imported";
    like $text, $want, "$name: is told";
    return $text;
}

# --- amounts that are computed -------------------------------------------------

my $fees = sub {
    my ($formula, $head, @rows) = @_;
    $t->empty;
    my $n = 0;
    my $text = take('contracts', "contract_id,client_id,$head\n"
            . join('', map { $n++; "$n,a,$_\n" } @rows),
        '--map', "monthly_fee=$formula");
    return join ' ', map { $_->[0] // '-' } @{$db->sql(
            'SELECT monthly_fee_minor FROM contracts ORDER BY external_id')};
};
is $fees->('Amount/12', 'Amount', 1200, '"1 199,88"', 0.06, 0.18, '', 'x'),
    '10000 9999 0 2 -', 'a year\'s amount by twelve, halves to even; none is none';
is $fees->('Qty*Price', 'Qty,Price', '3,0.335', '-2,1.50'), '100 -300',
    'a product of two columns';
is $fees->('Qty * Price / 12', 'Qty,Price', '2,600'), '10000',
    'a product by a number, blanks around';
is $fees->('Weekly*52/12', 'Weekly', 3), '1300', 'a number as a factor';
is $fees->('Gross/1.2', 'Gross', 12), '1000', 'decimals in the divisor';
is $fees->('A/12', '"A/12",A', '7,1200'), '700', 'a column that is called so';
is $fees->('a*b/2', 'a*b,b', '10,3'), '500', 'a column with a star in its name';
is $fees->('a*b*b', 'a*b,b', '10,3'), '3000', 'and as a factor';
refused('a factor that is no column', qr/has no column "Pric"/, 'contracts',
    "contract_id,client_id,Qty,Price\n1,a,1,1\n", '--map', 'monthly_fee=Qty*Pric');
refused('a divisor of 0', qr{has no column "Qty/0"}, 'contracts',
    "contract_id,client_id,Qty\n1,a,1\n", '--map', 'monthly_fee=Qty/0');
refused('a formula for a text', qr{has no column "Qty/12"}, 'contracts',
    "contract_id,client_id,Qty\n1,a,1\n", '--map', 'plan=Qty/12');
is $db->value('SELECT COUNT(*) FROM contracts'), 1, 'and nothing came in';

# --- columns ----------------------------------------------------------------------

my @names = map { "A column by the name of number $_" } 1 .. 230;
my $said = refused('no column that is wanted', qr/need the field contract_id/,
    'contracts', join(',', @names) . "\n1\n");
like $said, qr/^Columns of the file: A column by the name of number 1, .*number 200, … and 30 more$/m,
    'whole names are listed, and how many more there are';
$said = refused('a name that is too long to read', qr/need the field/, 'contracts',
    ('x' x 119) . "\xd0\x96,\"a\tb\"\n1,2\n");
like $said, qr/^Columns of the file: x{119}…, a\?b$/m, 'is cut and marked as cut';

# --- open ends -------------------------------------------------------------------

refused('--open-when without an end', qr/add --map end_date=COLUMN/, 'contracts',
    "contract_id,client_id,gone\n1,a,No\n", '--open-when', 'gone=No');

done_testing;
