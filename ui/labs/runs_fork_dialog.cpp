// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_fork_dialog.h"

#include "ui/labs/runs_text.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/form_grid.h"
#include "ui/widgets/number_spin_box.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kLabelWidth = 110;
constexpr int kWidth = 420;
constexpr int kMostEpochs = 100'000;
constexpr double kMostStep = 1e3;

} // namespace

RunsForkDialog::RunsForkDialog(Theme& theme, const LibraryRun& run, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_run(run)
{
    setObjectName(QStringLiteral("runs_fork_dialog"));
    setWindowTitle(tr("Fork %1").arg(runName(run)));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(metrics::kCardGap);
    auto* hint = makeLabel(theme,
        tr("A new run that starts with the weights and the optimiser of an epoch of this one; this "
           "one stays as it is. A fork is no independent trial: Table 1 keeps it apart."),
        12, TextColor::Text2, false, this);
    hint->setWordWrap(true);
    hint->setMinimumWidth(kWidth);
    column->addWidget(hint);
    buildForm();
    m_verdict = makeLabel(theme, {}, 12, TextColor::Error, false, this);
    m_verdict->setObjectName(QStringLiteral("fork_verdict"));
    m_verdict->setWordWrap(true);
    column->addWidget(m_verdict);
    auto* cancel = makeButton(theme, ButtonKind::Plain, tr("Cancel"), {}, this);
    m_ok = makeButton(theme, ButtonKind::Primary, tr("Queue the fork"), {}, this);
    m_ok->setObjectName(QStringLiteral("fork_ok"));
    m_ok->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_ok, &QPushButton::clicked, this, &QDialog::accept);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kCardGap);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_ok);
    column->addLayout(buttons);
    check();
}

void RunsForkDialog::buildForm()
{
    QGridLayout* grid = makeFormGrid(nullptr, kLabelWidth);
    const auto row = [&](const QString& label, QWidget* field, const char* name) {
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(label);
        const int line = grid->rowCount();
        grid->addWidget(makeLabel(m_theme, label, 13, TextColor::Text2, false, this), line, 0);
        grid->addWidget(field, line, 1);
    };
    const auto number = [this](double value, double least, double most) {
        auto* field = new NumberSpinBox(m_theme, this);
        field->setRange(least, most);
        field->setValue(value);
        connect(field, &NumberSpinBox::valueChanged, this, &RunsForkDialog::check);
        connect(field, &NumberSpinBox::validityChanged, this, &RunsForkDialog::check);
        return field;
    };
    const nn::TrainingOptions& options = m_run.options;
    m_epoch = new ComboBox(this);
    for (const int kept : m_run.keptEpochs) {
        const auto found = std::ranges::find(m_run.record.epochs, kept, &nn::RunEpoch::epoch);
        m_epoch->addItem(found == m_run.record.epochs.end()
                ? tr("%1").arg(kept)
                : tr("%1, test error %2 %").arg(kept).arg(percent(found->testError)),
            kept);
    }
    m_epoch->setCurrentIndex(m_epoch->count() - 1);
    connect(m_epoch, &QComboBox::currentIndexChanged, this, &RunsForkDialog::check);
    row(tr("From epoch"), m_epoch, "fork_epoch");
    m_rate = number(options.learningRate, 0.0, 1e3);
    m_rate->setMinimumExclusive(true);
    row(tr("Learning rate"), m_rate, "fork_rate");
    m_epochs = number(options.epochs, 1, kMostEpochs);
    m_epochs->setStepping(NumberSpinBox::Stepping::Integer);
    row(tr("Epochs in all"), m_epochs, "fork_epochs");
    if (nn::modelById(options.model.model).hasOdeBlock) {
        m_solver = new ComboBox(this);
        for (const solvers::Method& method : solvers::methods())
            m_solver->addItem(fromCore(method.name), fromCore(method.id));
        m_solver->selectData(QString::fromStdString(options.model.solver));
        row(tr("Solver"), m_solver, "fork_solver");
        m_adaptive = new QCheckBox(tr("Adaptive steps"), this);
        m_adaptive->setChecked(options.model.adaptive);
        row(tr("Adaptive steps"), m_adaptive, "fork_adaptive");
        m_step = number(
            options.model.adaptive ? options.model.rtol : options.model.step, 0.0, kMostStep);
        m_step->setMinimumExclusive(true);
        row(tr("Step or tolerance"), m_step, "fork_step");
        connect(m_solver, &QComboBox::currentIndexChanged, this, &RunsForkDialog::check);
        connect(m_adaptive, &QCheckBox::toggled, this, [this](bool on) {
            m_step->setValue(on ? m_run.options.model.rtol : m_run.options.model.step);
            check();
        });
    }
    m_name = new QLineEdit(tr("%1, fork").arg(runName(m_run)), this);
    row(tr("Name"), m_name, "fork_name");
    connect(m_name, &QLineEdit::textChanged, this, &RunsForkDialog::check);
    static_cast<QVBoxLayout*>(layout())->addLayout(grid);
}

int RunsForkDialog::epoch() const
{
    return m_epoch->currentData().toInt();
}

QString RunsForkDialog::name() const
{
    return m_name->text().trimmed();
}

void RunsForkDialog::change(nn::TrainingOptions& options) const
{
    options.learningRate = m_rate->value();
    options.epochs = m_epochs->intValue();
    if (!m_solver)
        return;
    options.model.solver = m_solver->currentData().toString().toStdString();
    options.model.adaptive = m_adaptive->isChecked();
    if (options.model.adaptive)
        options.model.rtol = options.model.atol = m_step->value();
    else
        options.model.step = m_step->value();
}

QString RunsForkDialog::problem() const
{
    if (name().isEmpty())
        return tr("The fork needs a name.");
    for (const NumberSpinBox* number : { m_rate, m_epochs, m_step })
        if (number && !number->isValid())
            return number->invalidReason();
    if (m_epochs->intValue() <= epoch())
        return tr("The run has done %1 epochs there: ask for more in all.").arg(epoch());
    nn::TrainingOptions options = m_run.options;
    change(options);
    return QString::fromStdString(options.model.problem());
}

void RunsForkDialog::check()
{
    if (!m_ok)
        return;
    const QString found = problem();
    m_verdict->setText(found);
    m_verdict->setVisible(!found.isEmpty());
    m_ok->setEnabled(found.isEmpty());
}

} // namespace ui
