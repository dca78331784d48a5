package Company;
# The company of `retention demo`, in any size, in a database server of its own,
# for measurements.  Its files are loaded into the tables as they are, which is
# several times faster than an import.
#
#   my $c = Company->new(contracts => 50_000);
#   $c->db; $c->files;              # RT::Db, the folder of the CSV files
#   $c->rows('payments');           # the number of rows
use strict;
use warnings;
use Carp qw(croak);
use RT::Db;

use constant { MONTHS => 48, LAST_DAY => '2025-12-31' };

sub _minor { my ($name) = @_; return "monthly_${name}_minor = ROUND(\@$name * 100)" }

# The number in an id of the demo becomes the id of the row.  Payments and
# activity get a running number as `occurrence`, so that equal rows stay apart.
my @TABLES = (
    [clients => 'clients',
        '@id, last_name, first_name, middle_name, email, phone, @region, channel,'
            . ' segment, acquired_on, @method',
        "id = SUBSTR(\@id, 2), external_id = \@id, region = NULLIF(\@region, '')"],
    [client_attrs => 'clients',
        '@id, @a, @b, @c, @d, @e, @f, @g, @h, @i, value',
        "client_id = SUBSTR(\@id, 2), name = 'payment_method'"],
    [contracts => 'contracts',
        '@id, @client, start_date, @end, @fee, @profit, plan, can_be_retained, active,'
            . ' @cause',
        'id = SUBSTR(@id, 2), external_id = @id, client_id = SUBSTR(@client, 2), '
            . "end_date = NULLIF(\@end, ''), end_cause = NULLIF(\@cause, ''), "
            . join ', ', map { _minor($_) } qw(fee profit)],
    [contract_changes => 'changes', '@contract, effective_on, @fee, @profit, plan',
        'contract_id = SUBSTR(@contract, 2), ' . join ', ',
        map { _minor($_) } qw(fee profit)],
    [payments => 'payments', '@client, paid_at, @amount, @contract, @row',
        'client_id = SUBSTR(@client, 2), contract_id = SUBSTR(@contract, 2), '
            . 'amount_minor = ROUND(@amount * 100), occurrence = (@n := @n + 1)'],
    [activity => 'activity', '@client, happened_at, @row',
        'client_id = SUBSTR(@client, 2), occurrence = (@n := @n + 1)'],
);

# A server as large as in production; those of the tests are small.
sub _options {
    my ($contracts) = @_;
    my $pool = 128 + int $contracts / 300;
    return [
        "--innodb-buffer-pool-size=${pool}M", '--innodb-use-native-aio=1',
        '--loose-innodb-log-file-size=512M',
        '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0',
    ];
}

sub new {
    my ($class, %o) = @_;
    my $self = bless {rows => {}}, $class;
    $self->{db} = RT::Db->new(schema => 1, options => _options($o{contracts}));
    my @command = ("$ENV{RT_BUILD}/retention", 'demo', '--contracts', $o{contracts},
        '--months', MONTHS, '--end', LAST_DAY, '--out', $self->files);
    system(@command) == 0 or croak "@command: $?";
    $self->_load(@$_) for @TABLES;
    return $self;
}

sub db    { return $_[0]{db} }
sub files { return "$_[0]{db}{dir}/files" }
sub rows  { my ($self, $table) = @_; return $self->{rows}{$table} }

sub _load {
    my ($self, $table, $file, $columns, $set) = @_;
    $self->{rows}{$table} = $self->{db}->value(
        'SET foreign_key_checks = 0, unique_checks = 0, @n = 0',
        "LOAD DATA INFILE '" . $self->files . "/$file.csv' INTO TABLE $table"
            . " CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' IGNORE 1 LINES"
            . " ($columns) SET $set",
        "SELECT COUNT(*) FROM $table",
    );
    return;
}

1;
