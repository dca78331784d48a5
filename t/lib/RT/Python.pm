package RT::Python;
# The database of the Python system "customer-retention", for tests of the
# take-over: its four tables with their foreign keys, and the figures of its
# dashboard.
#
#   my $py = RT::Python->new($db);   # $db: RT::Db
#   $py->tables;                     # empty ones, in a new database
#   $py->edges;                      # fill them with every kind of odd row
#   $py->fixture($folder);           # fill them from contracts.csv, ...
#   $py->dashboard('py_');           # its figures, a line by month and type
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);

my @TABLES = qw(users contracts offers retention_cases);
my %KEY = (users => 'telegram_id', contracts => 'contract_id',
    offers => 'offer_id', retention_cases => 'case_id');

my %DDL = (
    users => 'CREATE TABLE users (telegram_id BIGINT NOT NULL PRIMARY KEY,'
        . " role ENUM('client', 'admin') NULL)",
    contracts => 'CREATE TABLE contracts (contract_id VARCHAR(32) NOT NULL PRIMARY KEY,'
        . ' client_telegram_id BIGINT NOT NULL, last_name VARCHAR(50) NULL,'
        . ' first_name VARCHAR(50) NULL, middle_name VARCHAR(50) NULL,'
        . ' email VARCHAR(100) NULL, phone VARCHAR(20) NULL,'
        . ' can_be_retained BOOLEAN NOT NULL, monthly_profit DECIMAL(10, 2) NOT NULL,'
        . ' active BOOLEAN NULL DEFAULT TRUE)',
    offers => 'CREATE TABLE offers (offer_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,'
        . ' offer_type VARCHAR(50) NOT NULL, description TEXT NULL,'
        . ' min_profit_threshold DECIMAL(10, 2) NOT NULL, cost DECIMAL(10, 2) NOT NULL)',
    retention_cases => 'CREATE TABLE retention_cases (case_id INT NOT NULL'
        . ' AUTO_INCREMENT PRIMARY KEY, contract_id VARCHAR(32) NOT NULL,'
        . ' initial_reason TEXT NULL, proposed_offer_id INT NULL,'
        . ' assigned_manager_id BIGINT NULL, created_at DATETIME NOT NULL,'
        . ' completed_at DATETIME NULL,'
        . " status ENUM('active', 'escalated', 'retained', 'churned') NULL,"
        . ' FOREIGN KEY (contract_id) REFERENCES contracts (contract_id),'
        . ' FOREIGN KEY (assigned_manager_id) REFERENCES users (telegram_id),'
        . ' FOREIGN KEY (proposed_offer_id) REFERENCES offers (offer_id))',
);

sub new {
    my ($class, $db) = @_;
    return bless {db => $db}, $class;
}

sub decoded { return decode('UTF-8', $_[0]) }

# Make the database anew, without any table.
sub fresh {
    my ($self, %o) = @_;
    my $db = $self->{db};
    my $name = $db->name;
    my $collation = $o{collation} // 'utf8mb4_general_ci';
    my ($charset) = split /_/, $collation;
    $db->sql("DROP DATABASE IF EXISTS $name",
        "CREATE DATABASE $name CHARACTER SET $charset COLLATE $collation");
    return $self;
}

# Create the tables.  `ddl` replaces the statement of some, or leaves a table
# out with undef.
sub tables {
    my ($self, %o) = @_;
    my %ddl = (%DDL, %{$o{ddl} // {}});
    $self->fresh(%o);
    $self->{db}->sql(grep { defined } @ddl{@TABLES});
    return $self;
}

sub _value {
    my ($v) = @_;
    return 'NULL' if !defined $v;
    $v =~ s/(['\\])/\\$1/g;
    return "'" . encode('UTF-8', $v) . "'";
}

# Insert rows, given as lists of columns.
sub insert {
    my ($self, $table, @rows) = @_;
    while (my @some = splice @rows, 0, 500) {
        $self->{db}->sql("INSERT INTO $table VALUES " . join ',',
            map { '(' . join(',', map { _value($_) } @$_) . ')' } @some);
    }
    return $self;
}

sub edges {
    my ($self) = @_;
    $self->tables;
    $self->insert(users =>
        [101, 'client'], [102, 'client'], [103, undef], [104, 'client'],
        [199, 'client'],             # has written to the bot, has no contract
        [900, 'admin'], [901, 'admin'],
        [105, 'admin'],              # an administrator with a contract
    );
    my $long = 'д' x 1200;
    $self->insert(contracts =>
        # id, telegram, names, e-mail, phone, may be retained, profit, active
        ['C9',  101, 'Иванов', 'Иван', 'Иванович', 'old@example.org', '8 (495) 123-45-67', 1, '432.72', 1],
        ['C10', 101, 'Иванов', 'Пётр', undef, 'new@example.org', ' ', 1, '0.01', 1],
        ['C11', 101, '', ' ', undef, undef, '+7 495 123-45-68', 1, '99999999.99', 1],
        ['0042', 102, undef, undef, undef, undef, undef, 0, '0.00', 1],
        ['007', 103, 'Сидорова', 'Анна', undef, '', 'позвонить', 1, '-20.30', 0],
        ['Z-1', 104, "O'Hara", '«Скарлетт»', undef, undef, '+12025550123', 1, '834.06', 1],
        ['Z-2', 105, 'Админов', 'Олег', undef, undef, undef, 1, '500.00', 1],
        ['Z-3', 0,   'Без', 'Телеграма', undef, undef, undef, 1, '10.10', 1],
        ['Z-4', 0,   'Ещё', 'Один', undef, undef, undef, 1, '20.20', undef],
        ['Z-5', 106, 'Вернувшаяся', 'Вера', undef, undef, undef, 1, '30.30', 1],
        ['Z-6', 107, 'Отказная', 'Ольга', undef, undef, undef, 1, '40.40', 1],
        ['Z-7', 106, undef, undef, undef, undef, undef, 1, '1.00', 0],
    );
    $self->insert(offers =>
        [1, 'discount', "50% на \"всё\"\n", '0.00', '150.00'],
        [2, 'bonus_gb', undef, '200.00', '60.50'],
        [7, 'discount', $long x 2, '400.00', '310.25'],
    );
    $self->insert(retention_cases =>
        # id, contract, reason, offer, manager, created, completed, status
        [1, 'C9', 'price', 1, undef, '2024-01-31 23:50:00', '2024-01-31 23:59:59', 'retained'],
        [2, '0042', 'price', 1, undef, '2024-01-31 23:55:00', '2024-02-01 00:00:00', 'churned'],
        [3, '007', $long, undef, undef, '2024-02-29 12:00:00', '2024-02-29 12:00:00', 'churned'],
        [4, 'C10', "it's \"bad\"", 2, 900, '2024-02-10 09:00:00', undef, 'escalated'],
        [5, 'Z-1', undef, 7, undef, '2024-02-11 09:00:00', undef, 'active'],
        [6, 'C9', 'again', 2, 901, '2024-03-05 10:00:00', '2024-03-07 10:00:00', 'churned'],
        [7, 'Z-5', 'price', 2, 900, '2024-03-01 10:00:00', '2024-03-02 10:00:00', 'churned'],
        [8, 'Z-5', 'price', 1, undef, '2024-06-01 10:00:00', '2024-06-01 10:05:00', 'retained'],
        [9, 'Z-6', 'moving', 1, undef, '2024-06-30 23:00:00', '2024-06-30 23:59:59', 'churned'],
        [10, 'Z-1', undef, 1, undef, '2024-07-01 00:00:00', undef, 'churned'],
        [11, 'Z-2', undef, 1, undef, '2024-07-01 00:00:00', undef, undef],
        [12, 'Z-2', undef, 1, undef, '2024-07-01 00:00:00', '2024-07-02 00:00:00', 'active'],
    );
    return $self;
}

# The rows of a CSV file as hashes by column; an empty field is undef.
sub _csv {
    my ($path) = @_;
    open my $fh, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    my @rows;
    my @names;
    while (my $line = <$fh>) {
        $line =~ s/\r?\n\z//;
        my @fields;
        while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(?:,|\z)/gc) {
            my $field = defined $1 ? $1 =~ s/""/"/gr : $2;
            push @fields, $field eq '' ? undef : $field;
            last if pos($line) == length $line && substr($line, -1) ne ',';
        }
        if (!@names) { @names = @fields; next }
        my %row;
        @row{@names} = @fields;
        push @rows, \%row;
    }
    return @rows;
}

# Fill the tables from a folder of fixtures: each Telegram id is a client, each
# manager is a user.
sub fixture {
    my ($self, $folder) = @_;
    my @contracts = _csv("$folder/contracts.csv");
    my @cases     = _csv("$folder/retention_cases.csv");
    my %client    = map { $_->{client_id} => 1 } @contracts;
    my %manager   = map { $_ => 1 } grep { defined } map { $_->{assigned_manager_id} } @cases;
    $self->tables;
    $self->insert(users => (map { [$_, 'client'] } sort keys %client),
        map { [$_, 'admin'] } sort keys %manager);
    $self->insert(contracts => map { [$_->{contract_id}, $_->{client_id}, (undef) x 5,
            @$_{qw(can_be_retained monthly_profit active)}] } @contracts);
    $self->insert(offers => map { [@$_{qw(offer_id offer_type description
                min_profit_threshold cost)}] } _csv("$folder/offers.csv"));
    $self->insert(retention_cases => map { [@$_{qw(case_id contract_id initial_reason
                proposed_offer_id assigned_manager_id created_at completed_at status)}] } @cases);
    return $self;
}

# All rows, a list for each table.
sub dump {
    my ($self, $prefix) = @_;
    return map { $self->{db}->sql("SELECT * FROM " . ($prefix // '') . "$_ ORDER BY $KEY{$_}") }
        @TABLES;
}

sub _dashboard {
    my ($self, $sql) = @_;
    return join '', map { decode('UTF-8', join ' ', @$_) . "\n" } @{$self->{db}->sql(
        encode('UTF-8', $sql . ' GROUP BY 1, 2 ORDER BY 1, 2'))};
}

# The figures that the Python system reads from its database.
sub dashboard {
    my ($self, $p) = @_;
    $p //= '';
    return $self->_dashboard(
        "SELECT DATE_FORMAT(r.completed_at, '%Y-%m'), COALESCE(o.offer_type, 'Не указано'),"
        . ' SUM(c.monthly_profit), SUM(COALESCE(o.cost, 0)),'
        . " SUM(r.status = 'churned'), SUM(r.status = 'retained')"
        . " FROM ${p}retention_cases r JOIN ${p}contracts c ON c.contract_id = r.contract_id"
        . " LEFT JOIN ${p}offers o ON o.offer_id = r.proposed_offer_id"
        . " WHERE r.status IN ('churned', 'retained') AND r.completed_at IS NOT NULL");
}

# The same figures from our tables.  Moscow time is three hours ahead of UTC all
# year.
sub our_dashboard {
    my ($self) = @_;
    return $self->_dashboard(
        "SELECT DATE_FORMAT(r.completed_at + INTERVAL 3 HOUR, '%Y-%m'),"
        . " COALESCE(o.offer_type, 'Не указано'), SUM(c.monthly_profit_minor) / 100,"
        . ' SUM(COALESCE(o.cost_minor, 0)) / 100,'
        . " SUM(r.status = 'churned'), SUM(r.status = 'retained')"
        . ' FROM retention_cases r JOIN contracts c ON c.id = r.contract_id'
        . ' LEFT JOIN offers o ON o.id = r.proposed_offer_id'
        . " WHERE r.status IN ('churned', 'retained') AND r.completed_at IS NOT NULL")
        =~ s/(\.\d\d)00\b/$1/gr;
}

# All that was taken over, by the old ids; it must be the same however often the
# take-over was tried.
sub taken {
    my ($self) = @_;
    my @queries = (
        'SELECT external_id, telegram_id, login, name, role, active FROM users',
        'SELECT external_id, telegram_id, last_name, first_name, middle_name, email, phone'
            . ' FROM clients',
        'SELECT k.external_id, p.external_id, k.start_date, k.end_date,'
            . ' k.monthly_fee_minor, k.monthly_profit_minor, k.can_be_retained, k.active'
            . ' FROM contracts k JOIN clients p ON p.id = k.client_id',
        'SELECT external_id, offer_type, description, min_profit_threshold_minor,'
            . ' cost_minor, effect, audience FROM offers',
        'SELECT r.external_id, k.external_id, r.contract_ref, p.external_id,'
            . ' r.initial_reason, o.external_id, r.offer_ref, m.external_id, r.status,'
            . ' r.source, r.created_at, r.escalated_at, r.completed_at'
            . ' FROM retention_cases r LEFT JOIN contracts k ON k.id = r.contract_id'
            . ' LEFT JOIN clients p ON p.id = r.client_id'
            . ' LEFT JOIN offers o ON o.id = r.proposed_offer_id'
            . ' LEFT JOIN users m ON m.id = r.assigned_manager_id',
    );
    return [map { [map { [map { defined ? decoded($_) : undef } @$_] }
                @{$self->{db}->sql("$_ ORDER BY 1")}] } @queries];
}

1;
