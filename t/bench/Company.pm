package Company;
# An invented company of a given size in a database server of its own, with
# the files it was loaded from: for measuring (t/bench).
#
#   my $c = Company->new(contracts => 50_000);
#   $c->db; $c->files;              # RT::Db, the folder of the .tsv files
#   $c->rows('payments');           # how many
use strict;
use warnings;
use Carp qw(croak);
use RT::Db;

# Columns in the order of the files that t/bench/company.c writes.
my @TABLES = (
    [clients   => 'id, external_id, region, channel'],
    [contracts => 'id, external_id, client_id, start_date, end_date, plan,'
            . ' monthly_fee_minor, monthly_profit_minor, end_cause'],
    [contract_changes => 'contract_id, effective_on, monthly_fee_minor'],
    [payments => 'id, client_id, paid_at, occurrence, amount_minor'],
    [activity => 'id, client_id, happened_at, occurrence'],
);

# A server as it is run, not as small as those of tests.
sub _options {
    my ($contracts) = @_;
    my $pool = 128 + int $contracts / 400;
    return [
        "--innodb-buffer-pool-size=${pool}M", '--innodb-use-native-aio=1',
        '--loose-innodb-log-file-size=512M',
        '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0',
    ];
}

sub new {
    my ($class, %o) = @_;
    my $self = bless {contracts => $o{contracts}, rows => {}}, $class;
    $self->{db} = RT::Db->new(schema => 1, options => _options($o{contracts}));
    mkdir $self->files or croak $self->files . ": $!";
    my $program = "$ENV{RT_BUILD}/t/bench/company";
    system($program, $o{contracts}, $self->files) == 0 or croak "$program: $?";
    $self->_load(@$_) for @TABLES;
    return $self;
}

sub db    { return $_[0]{db} }
sub files { return "$_[0]{db}{dir}/files" }
sub rows  { my ($self, $table) = @_; return $self->{rows}{$table} }

sub _load {
    my ($self, $table, $columns) = @_;
    $self->{rows}{$table} = $self->{db}->value(
        'SET foreign_key_checks = 0, unique_checks = 0',
        "LOAD DATA INFILE '" . $self->files . "/$table.tsv' INTO TABLE $table"
            . " ($columns)",
        "SELECT COUNT(*) FROM $table",
    );
    return;
}

1;
