// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "ui/widgets/form_field.h"

#include <QList>
#include <QObject>
#include <QString>

class QCheckBox;
class QLabel;

namespace ui {

class ComboBox;
class NumberSpinBox;
class RegularisationFields;
class Section;
class Theme;

/// The settings of a run with a set of the plane: the inspector of the view 2-D flow.
///
/// Fields that a run cannot change are disabled while it is open, those that do not concern the
/// model too; each then says why in its tooltip. The last settings are kept in QSettings.
class FlowForm final : public QObject {
    Q_OBJECT
public:
    /// The sections of the inspector that the fields go into.
    struct Sections {
        Section* data;
        Section* model;
        Section* solver;
        Section* optimiser;
        Section* terms;
        Section* machine;

        QList<Section*> all() const { return { data, model, solver, optimiser, terms, machine }; }
    };

    FlowForm(Theme& theme, const Sections& sections, QObject* parent);

    nn::TrainingOptions options() const;
    void setOptions(const nn::TrainingOptions& options); ///< fills in the fields
    static nn::TrainingOptions defaults(); ///< the spirals
    long budget() const; ///< of evaluations of a pass; 0: no line
    QString problem() const; ///< why no run can be started with this; empty if one can
    void setLocked(bool locked); ///< a run is open
    bool isLocked() const { return m_fields.isLocked(); }

    bool isPainting() const; ///< the points are painted
    const std::vector<nn::LabelledPoint>& painted() const { return m_painted; }
    void setPainted(std::vector<nn::LabelledPoint> points);
    void setFile(const QString& file); ///< takes the points of a CSV file
    void cutOff(); ///< what the fields still emit while they go is not heard any more

signals:
    void changed(); ///< any field
    void liveChanged(); ///< learning rate, epochs, threads or regularisation, while locked

private:
    void addDataFields();
    void addModelFields();
    void addSolverFields();
    void addOptimiserFields();
    void addTerms();
    void addMachineFields();
    NumberSpinBox* number(
        const char* name, const QString& title, double least, double most, bool integer);
    ComboBox* box(const char* name);
    QWidget* pair(QWidget* left, QWidget* right);
    void setUp(QWidget* widget, const char* name, const QString& toolTip, bool live = false);
    QString obstacle(const QWidget* field) const; ///< why a field cannot be set; empty if it can
    void setChosen(); ///< another data set has been chosen by the user
    void refresh();
    void settingChanged();
    void askForFile();

    Theme& m_theme;
    Sections m_sections;
    FormFields m_fields;
    bool m_filling = true;
    std::vector<nn::LabelledPoint> m_painted;
    QString m_file;
    ComboBox* m_set = nullptr;
    NumberSpinBox* m_train = nullptr;
    NumberSpinBox* m_test = nullptr;
    NumberSpinBox* m_noise = nullptr;
    ComboBox* m_model = nullptr;
    NumberSpinBox* m_layers = nullptr;
    NumberSpinBox* m_width = nullptr;
    ComboBox* m_activation = nullptr;
    NumberSpinBox* m_extra = nullptr;
    NumberSpinBox* m_blocks = nullptr;
    NumberSpinBox* m_depth = nullptr;
    QCheckBox* m_time = nullptr;
    QLabel* m_parameters = nullptr;
    ComboBox* m_solver = nullptr;
    ComboBox* m_control = nullptr;
    NumberSpinBox* m_step = nullptr;
    NumberSpinBox* m_tolerance = nullptr;
    ComboBox* m_gradient = nullptr;
    ComboBox* m_optimizer = nullptr;
    NumberSpinBox* m_rate = nullptr;
    NumberSpinBox* m_batch = nullptr;
    NumberSpinBox* m_epochs = nullptr;
    RegularisationFields* m_terms = nullptr;
    NumberSpinBox* m_threads = nullptr;
    NumberSpinBox* m_seed = nullptr;
};

} // namespace ui
